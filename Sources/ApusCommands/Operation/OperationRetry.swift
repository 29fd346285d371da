import ApusClient
import ArgumentParser

struct OperationRetry: ClientCommand {
    static let configuration = CommandConfiguration(
        commandName: "retry", abstract: "Take stuck operations up again.",
        discussion: """
            A stuck operation keeps its hold on what it changes until it is retried and ends.

            Example:
              apus operation retry 42
            """)

    @Argument(help: ArgumentHelp("Number or id.", valueName: "operation"), completion: References.of(.operations))
    var refs: [String]

    @OptionGroup var wait: WaitOptions
    @OptionGroup var options: OutputOptions
    @OptionGroup(title: "Connection") var connection: ConnectionOptions

    var format: OutputFormat { options.output }

    func run(_ session: Session) async throws {
        try await session.carryOut(refs, wait) {
            try await session.client.retryOperation($0, key: Client.idempotencyKey())
        }
    }
}
