import ApusClient
import ApusModel
import ArgumentParser

struct ImageRemove: ClientCommand {
    static let configuration = CommandConfiguration(
        commandName: "remove", abstract: "Remove images, with the files that Apus made of them.",
        discussion: """
            Files that were on the hosts before stay, and so do files that a disk is built upon.

            Examples:
              apus image remove debian-11
              apus image remove debian-11 --dry-run
              apus image remove debian-11 --force --yes
            """, aliases: ["rm", "delete"])

    @Argument(help: ArgumentHelp("Name, number or id.", valueName: "image"), completion: References.of(.images))
    var refs: [String]

    @Flag(help: "Forget the image though machines were made from it.")
    var force = false

    @Flag(name: .shortAndLong, help: "Do not ask before files are deleted.")
    var yes = false

    @Flag(help: "Only say what would be deleted.")
    var dryRun = false

    @OptionGroup var options: OutputOptions
    @OptionGroup(title: "Connection") var connection: ConnectionOptions

    var format: OutputFormat { options.output }

    func run(_ session: Session) async throws {
        try await session.forEach(refs) { ref in
            let plan = try await session.client.imageRemoval(ref)
            if dryRun { return try show(plan, session) }
            if !plan.deletes.isEmpty, !yes { try await ask(plan, session) }
            try await session.client.removeImage(ref, force: force, key: Client.idempotencyKey())
            try session.printResult(["name": ref], name: ref, sentence: "image \(ref) removed")
        }
    }

    private func show(_ plan: ImageRemoval, _ session: Session) throws {
        switch format {
        case .json, .yaml: try session.printStructured(plan)
        case .name: try session.terminal.print(VisibleText.of(plan.name))
        case .table, .wide, .csv: try session.terminal.print(Self.text(plan))
        }
    }

    private func ask(_ plan: ImageRemoval, _ session: Session) async throws {
        guard session.terminal.surroundings.isInputTerminal else {
            throw ValidationError("Deleting files needs a person's word: give --yes, or run this on a terminal.")
        }
        try session.terminal.note(Self.text(plan))
        try session.terminal.surroundings.write(.error, "Remove it? [y/N] ")
        let answer = await session.terminal.surroundings.readLine()?.lowercased()
        guard answer == "y" || answer == "yes" else {
            try session.terminal.note("nothing was removed")
            throw ExitCode.failure
        }
    }

    private static func text(_ plan: ImageRemoval) -> String {
        let lines =
            plan.deletes.map { "  deletes \($0)" } + plan.keeps.map { "  keeps   \($0)" }
            + plan.usedBy.map { "  used by \($0)" }
        return (["image \(plan.name)"] + lines).map(VisibleText.of).joined(separator: "\n")
    }
}
