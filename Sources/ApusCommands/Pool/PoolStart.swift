import ApusClient
import ApusModel
import ArgumentParser

struct PoolStart: ClientCommand {
    static let configuration = CommandConfiguration(
        commandName: "start", abstract: "Start storage pools.",
        discussion: """
            Example:
              apus pool start fast
            """)

    @Argument(help: ArgumentHelp("Name or id.", valueName: "pool"), completion: References.of(.pools))
    var refs: [String]

    @OptionGroup var wait: WaitOptions
    @OptionGroup var options: OutputOptions
    @OptionGroup(title: "Connection") var connection: ConnectionOptions

    var format: OutputFormat { options.output }

    func run(_ session: Session) async throws {
        try await session.carryOut(refs, wait) {
            try await session.client.pool($0, .start, key: Client.idempotencyKey())
        }
    }
}
