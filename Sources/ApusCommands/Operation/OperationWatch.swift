import ApusClient
import ArgumentParser

struct OperationWatch: ClientCommand {
    static let configuration = CommandConfiguration(
        commandName: "watch", abstract: "Follow operations to their end.",
        discussion: """
            Fails when the operation does. Ctrl-C stops following; the operation goes on.

            Example:
              apus operation watch 42
            """)

    @Argument(help: ArgumentHelp("Number or id.", valueName: "operation"), completion: References.of(.operations))
    var refs: [String]

    @Option(help: ArgumentHelp("Stop following after so many seconds.", valueName: "seconds"))
    var waitLimit: Int = 3600

    @OptionGroup var options: OutputOptions
    @OptionGroup(title: "Connection") var connection: ConnectionOptions

    var format: OutputFormat { options.output }

    func validate() throws {
        guard waitLimit >= 1 else { throw ValidationError("--wait-limit must be at least 1.") }
    }

    func run(_ session: Session) async throws {
        var wait = WaitOptions()
        (wait.wait, wait.waitLimit) = (true, waitLimit)
        try await session.carryOut(refs, wait) { try await session.client.operation($0) }
    }
}
