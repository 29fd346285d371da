import ApusClient
import ApusModel
import ArgumentParser

struct SnapshotRevert: ClientCommand {
    static let configuration = CommandConfiguration(
        commandName: "revert", abstract: "Bring a virtual machine back to a snapshot.",
        discussion: """
            What the machine did since is lost. Without a terminal to ask on, --yes is needed.

            Examples:
              apus vm snapshot revert web-1 before-upgrade
              apus vm snapshot revert web-1 before-upgrade --yes --start
            """)

    @Argument(help: ArgumentHelp("Name or id.", valueName: "vm"), completion: References.of(.vms))
    var ref: String

    @Argument(help: "The snapshot's name.", completion: References.of(.snapshots))
    var name: String

    @Flag(inversion: .prefixedNo, help: "Run it afterwards; as it did at the snapshot when absent.")
    var start: Bool?

    @OptionGroup var agreement: SnapshotAgreement
    @OptionGroup var wait: WaitOptions
    @OptionGroup var options: OutputOptions
    @OptionGroup(title: "Connection") var connection: ConnectionOptions

    var format: OutputFormat { options.output }

    func run(_ session: Session) async throws {
        let what = "vm \(ref) goes back to \(name) and loses what it did since"
        guard try await agreement.isGiven(what, "Revert?", session) else { return }
        try await session.carryOut([ref], wait) {
            try await session.client.revert($0, to: name, RevertSnapshot(start: start), key: Client.idempotencyKey())
        }
    }
}

/// The word that is asked for before something is lost.
struct SnapshotAgreement: ParsableArguments {
    @Flag(name: .shortAndLong, help: "Do not ask.")
    var yes = false

    @Flag(help: "Only say what would be done.")
    var dryRun = false

    /// - Returns: false where only words were wanted.
    /// - Throws: `ExitCode.failure` when the answer is no.
    func isGiven(_ what: String, _ question: String, _ session: Session) async throws -> Bool {
        let surroundings = session.terminal.surroundings
        if dryRun {
            try session.terminal.print(VisibleText.of(what))
            return false
        }
        if yes { return true }
        guard surroundings.isInputTerminal else {
            throw ValidationError("This needs a person's word: give --yes, or run this on a terminal.")
        }
        try session.terminal.note(VisibleText.of(what))
        try surroundings.write(.error, question + " [y/N] ")
        let answer = await surroundings.readLine()?.lowercased()
        guard answer == "y" || answer == "yes" else {
            try session.terminal.note("nothing was done")
            throw ExitCode.failure
        }
        return true
    }
}
