import ApusClient
import ArgumentParser

struct OperationCancel: ClientCommand {
    static let configuration = CommandConfiguration(
        commandName: "cancel", abstract: "Ask operations to stop and undo what they did.",
        discussion: """
            Refused when an operation has ended or can no longer turn back.

            Example:
              apus operation cancel 42
            """)

    @Argument(help: ArgumentHelp("Number or id.", valueName: "operation"), completion: References.of(.operations))
    var refs: [String]

    @OptionGroup var wait: WaitOptions
    @OptionGroup var options: OutputOptions
    @OptionGroup(title: "Connection") var connection: ConnectionOptions

    var format: OutputFormat { options.output }

    func run(_ session: Session) async throws {
        try await session.carryOut(refs, wait, wanted: [.cancelled]) {
            try await session.client.cancelOperation($0, key: Client.idempotencyKey())
        }
    }
}
