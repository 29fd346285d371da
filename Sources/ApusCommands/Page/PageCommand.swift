import ApusClient
import ApusModel
import ArgumentParser

struct PageCommand: ClientCommand {
    static let configuration = CommandConfiguration(
        commandName: "page", abstract: "Print an address that opens the page, signed in.",
        discussion: """
            It signs one browser in, once, within five minutes and with the role of your token, which is not in the address.

            Examples:
              apus page
              apus page /vms/web-1
              xdg-open "$(apus page)"
            """, aliases: ["ui"])

    @Argument(help: ArgumentHelp("Where it opens, such as /vms/web-1?tab=display.", valueName: "view"))
    var view: String?

    @OptionGroup var options: OutputOptions
    @OptionGroup(title: "Connection") var connection: ConnectionOptions

    var format: OutputFormat { options.output }

    func validate() throws {
        guard let view else { return }
        if !view.hasPrefix("/") || view.hasPrefix("//") { throw ValidationError("A view begins with one slash.") }
    }

    func run(_ session: Session) async throws {
        let address = try await session.client.signInAddress(to: view)
        try session.printResult(["url": address], name: address, sentence: address)
    }
}
