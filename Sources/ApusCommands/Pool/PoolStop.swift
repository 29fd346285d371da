import ApusClient
import ApusModel
import ArgumentParser

struct PoolStop: ClientCommand {
    static let configuration = CommandConfiguration(
        commandName: "stop", abstract: "Stop storage pools; their data stay.",
        discussion: """
            Example:
              apus pool stop fast
            """, aliases: ["destroy"])

    @Argument(help: ArgumentHelp("Name or id.", valueName: "pool"), completion: References.of(.pools))
    var refs: [String]

    @OptionGroup var wait: WaitOptions
    @OptionGroup var options: OutputOptions
    @OptionGroup(title: "Connection") var connection: ConnectionOptions

    var format: OutputFormat { options.output }

    func run(_ session: Session) async throws {
        try await session.carryOut(refs, wait) {
            try await session.client.pool($0, .stop, key: Client.idempotencyKey())
        }
    }
}
