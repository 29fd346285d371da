import ApusClient
import ApusModel
import ArgumentParser

struct VMFreeze: ClientCommand {
    static let configuration = CommandConfiguration(
        commandName: "freeze", abstract: "Freeze the file systems of a guest, by its agent.",
        discussion: """
            Returns when they are frozen. They are thawed by `apus vm thaw`, and in any case when the limit is over.

            Examples:
              apus vm freeze db-1
              apus vm freeze db-1 --limit 300
            """, aliases: ["domfsfreeze"])

    @Argument(help: ArgumentHelp("Name or id.", valueName: "vm"), completion: References.of(.vms))
    var ref: String

    @Option(help: ArgumentHelp("Seconds until they are thawed in any case.", valueName: "seconds"))
    var limit: Int = 60

    @OptionGroup var options: OutputOptions
    @OptionGroup(title: "Connection") var connection: ConnectionOptions

    var format: OutputFormat { options.output }

    func validate() throws {
        if !(1...3600).contains(limit) { throw ValidationError("--limit must be from 1 to 3600.") }
    }

    func run(_ session: Session) async throws {
        var operation = try await session.client.freeze(
            FreezeGuest(limitSeconds: limit), in: ref, key: Client.idempotencyKey())
        let end = ContinuousClock.now.advanced(by: .seconds(limit))
        while !operation.state.isSettled, !operation.progress.step.hasPrefix("frozen") {
            guard ContinuousClock.now < end else { throw OperationFollower.tooLong(operation) }
            operation = try await session.client.operation(operation.id.uuidString.lowercased(), wait: 1)
        }
        if let error = operation.error { throw error }
        guard operation.state != .cancelled else {
            try session.terminal.note("the freeze was cancelled")
            throw ExitCode.failure
        }
        try session.printResult(
            operation, name: ref, sentence: "\(ref) is frozen for at most \(limit) s; thaw it with: apus vm thaw \(ref)"
        )
    }
}

struct VMThaw: ClientCommand {
    static let configuration = CommandConfiguration(
        commandName: "thaw", abstract: "Let a frozen guest go on.",
        discussion: """
            Example:
              apus vm thaw db-1
            """, aliases: ["domfsthaw"])

    @Argument(help: ArgumentHelp("Name or id.", valueName: "vm"), completion: References.of(.vms))
    var ref: String

    @OptionGroup(title: "Connection") var connection: ConnectionOptions

    var format: OutputFormat { .table }

    func run(_ session: Session) async throws {
        try await session.client.thaw(ref)
        try session.terminal.print(VisibleText.of("\(ref) goes on"))
    }
}
