import ApusClient
import ApusModel
import ArgumentParser

struct RecordingDelete: ClientCommand {
    static let configuration = CommandConfiguration(
        commandName: "delete", abstract: "Delete recordings for good.",
        discussion: """
            The server's log keeps who did it.

            Examples:
              apus recording delete web-1-20261121-184012-3f2a
              apus recording delete 17 18 --yes
            """, aliases: ["rm", "remove"])

    @Argument(
        help: ArgumentHelp("Name, number or id.", valueName: "recording"), completion: References.of(.recordings))
    var refs: [String]

    @OptionGroup var destruction: DestructionOptions
    @OptionGroup var options: OutputOptions
    @OptionGroup(title: "Connection") var connection: ConnectionOptions

    var format: OutputFormat { options.output }

    func run(_ session: Session) async throws {
        try await session.forEach(refs) { ref in
            let row = try await session.client.show(.recordings, ref, as: Recording.self)
            if destruction.dryRun {
                return try session.printResult(row, name: row.name, sentence: Self.sentence(row))
            }
            if !destruction.yes { try await ask(row, session) }
            let id = row.id.uuidString.lowercased()
            try await session.client.remove(.recordings, id, key: Client.idempotencyKey())
            try session.printResult(["name": row.name], name: row.name, sentence: "recording \(row.name) deleted")
        }
    }

    private func ask(_ row: Recording, _ session: Session) async throws {
        guard session.terminal.surroundings.isInputTerminal else {
            throw ValidationError("This needs a person's word: give --yes, or run it on a terminal.")
        }
        try session.terminal.note(VisibleText.of(Self.sentence(row)))
        try session.terminal.surroundings.write(.error, "Delete it? [y/N] ")
        let answer = await session.terminal.surroundings.readLine()?.lowercased()
        guard answer == "y" || answer == "yes" else {
            try session.terminal.note("nothing was changed")
            throw ExitCode.failure
        }
    }

    private static func sentence(_ row: Recording) -> String {
        "recording \(row.name): \(row.kind.rawValue) of \(row.vmName ?? row.hostName) by \(row.user), "
            + "\(RecordingSearch.clock(row.duration)) long"
    }
}
