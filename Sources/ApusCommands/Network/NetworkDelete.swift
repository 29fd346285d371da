import ApusClient
import ApusModel
import ArgumentParser

struct NetworkDelete: ClientCommand {
    static let configuration = CommandConfiguration(
        commandName: "delete", abstract: "Delete networks.",
        discussion: """
            Says which machines it meets, and asks. Without a terminal to ask on, --yes is needed. An active network is only
            deleted with --force, which cuts running machines off.

            Examples:
              apus network delete lab
              apus network delete lab --force --yes
              apus network delete lab --dry-run
            """, aliases: ["rm", "undefine"])

    @Argument(help: ArgumentHelp("Name or id.", valueName: "network"), completion: References.of(.networks))
    var refs: [String]

    @Flag(name: .shortAndLong, help: "Do not ask.")
    var yes = false

    @Flag(help: "Also where they are active and machines run on them.")
    var force = false

    @Flag(help: "Only say which machines it would meet.")
    var dryRun = false

    @OptionGroup var wait: WaitOptions
    @OptionGroup var options: OutputOptions
    @OptionGroup(title: "Connection") var connection: ConnectionOptions

    var format: OutputFormat { options.output }

    func run(_ session: Session) async throws {
        guard yes || dryRun || session.terminal.surroundings.isInputTerminal else {
            throw ValidationError("Deleting needs a person's word: give --yes, or run this on a terminal.")
        }
        if dryRun { return try await session.printImpacts(refs) }
        // The id of what was agreed to, whatever the name means a moment later.
        let agreed = yes ? refs : try await ask(session)
        try await session.carryOut(agreed, wait) {
            try await session.client.deleteNetwork($0, force: force, key: Client.idempotencyKey())
        }
    }

    private func ask(_ session: Session) async throws -> [String] {
        var impacts: [NetworkImpact] = []
        for ref in refs { impacts.append(try await session.client.networkImpact(ref)) }
        for impact in impacts { try session.terminal.note(impact.text) }
        let question = impacts.count == 1 ? "Delete it?" : "Delete these \(impacts.count)?"
        try session.terminal.surroundings.write(.error, question + " [y/N] ")
        let answer = await session.terminal.surroundings.readLine()?.lowercased()
        guard answer == "y" || answer == "yes" else {
            try session.terminal.note("nothing was deleted")
            throw ExitCode.failure
        }
        return zip(impacts, refs).map { impact, ref in
            impacts.filter { $0.network == impact.network }.count == 1 ? impact.network.uuidString.lowercased() : ref
        }
    }
}
