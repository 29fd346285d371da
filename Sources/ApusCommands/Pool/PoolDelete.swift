import ApusClient
import ApusModel
import ArgumentParser

struct PoolDelete: ClientCommand {
    static let configuration = CommandConfiguration(
        commandName: "delete", abstract: "Let hosts forget storage pools; their volumes stay.",
        discussion: """
            Refused while a VM has a disk in it. Without a terminal to ask on, --yes is needed.

            Examples:
              apus pool delete fast
              apus pool delete fast --dry-run
            """, aliases: ["rm", "undefine"])

    @Argument(help: ArgumentHelp("Name or id.", valueName: "pool"), completion: References.of(.pools))
    var refs: [String]

    @OptionGroup var destruction: DestructionOptions

    @OptionGroup var wait: WaitOptions
    @OptionGroup var options: OutputOptions
    @OptionGroup(title: "Connection") var connection: ConnectionOptions

    var format: OutputFormat { options.output }

    func run(_ session: Session) async throws {
        try await session.destroy(refs, "Delete", destruction, wait) {
            try await session.client.poolDeletionPlan($0)
        } act: {
            try await session.client.deletePool($0, key: Client.idempotencyKey())
        }
    }
}
