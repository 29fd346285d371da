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
              xdg-open "$(apus page)"
            """, aliases: ["ui"])

    @OptionGroup var options: OutputOptions
    @OptionGroup(title: "Connection") var connection: ConnectionOptions

    var format: OutputFormat { options.output }

    func run(_ session: Session) async throws {
        let address = try await session.client.signInAddress()
        try session.printResult(["url": address], name: address, sentence: address)
    }
}
