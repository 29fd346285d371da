import ApusClient
import ApusModel
import ArgumentParser

struct PoolRefresh: ClientCommand {
    static let configuration = CommandConfiguration(
        commandName: "refresh", abstract: "Look for what others put into storage pools.",
        discussion: """
            Example:
              apus pool refresh apus
            """)

    @Argument(help: ArgumentHelp("Name or id.", valueName: "pool"), completion: References.of(.pools))
    var refs: [String]

    @OptionGroup var wait: WaitOptions
    @OptionGroup var options: OutputOptions
    @OptionGroup(title: "Connection") var connection: ConnectionOptions

    var format: OutputFormat { options.output }

    func run(_ session: Session) async throws {
        try await session.carryOut(refs, wait) {
            try await session.client.pool($0, .refresh, key: Client.idempotencyKey())
        }
    }
}
