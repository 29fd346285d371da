import ApusClient
import ArgumentParser

struct VMStart: ClientCommand {
    static let configuration = CommandConfiguration(
        commandName: "start", abstract: "Start virtual machines.",
        discussion: """
            Examples:
              apus vm start web-1
              apus vm start web-1 web-2 web-3 --no-wait
            """)

    @Argument(help: ArgumentHelp("Name or id.", valueName: "vm"), completion: References.of(.vms))
    var refs: [String]

    @OptionGroup var wait: WaitOptions
    @OptionGroup var options: OutputOptions
    @OptionGroup(title: "Connection") var connection: ConnectionOptions

    var format: OutputFormat { options.output }

    func run(_ session: Session) async throws {
        try await session.carryOut(refs, wait) { try await session.client.startVM($0, key: Client.idempotencyKey()) }
    }
}
