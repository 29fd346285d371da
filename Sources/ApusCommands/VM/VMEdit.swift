import ApusClient
import ApusModel
import ArgumentParser
import FoundationEssentials

struct VMEdit: ClientCommand {
    static let configuration = CommandConfiguration(
        commandName: "edit", abstract: "Edit a virtual machine's definition in your editor ($VISUAL, $EDITOR).",
        discussion: """
            Shows what would change and asks before it is applied; it takes effect at the next start. A definition that
            somebody else changed meanwhile is not overwritten.

            Examples:
              apus vm edit web-1
              apus vm edit web-1 --file web-1.xml --dry-run
              apus vm edit web-1 --file web-1.xml --yes
            """)

    @Argument(help: ArgumentHelp("Name or id.", valueName: "vm"), completion: References.of(.vms))
    var ref: String

    @Option(help: ArgumentHelp("The new definition; - reads standard input.", valueName: "file"), completion: .file())
    var file: String?

    @Flag(name: .shortAndLong, help: "Do not ask.")
    var yes = false

    @Flag(help: "Only show what would change.")
    var dryRun = false

    @Flag(inversion: .prefixedNo, help: "Let libvirt check it against its schema.")
    var validate = true

    @Flag(help: "Take what reaches past the machine into its host.")
    var allowDangerous = false

    @OptionGroup var wait: WaitOptions
    @OptionGroup var options: OutputOptions
    @OptionGroup(title: "Connection") var connection: ConnectionOptions

    var format: OutputFormat { options.output }

    func run(_ session: Session) async throws {
        let surroundings = session.terminal.surroundings
        guard yes || dryRun || surroundings.isInputTerminal else {
            throw ValidationError("Changing it needs a person's word: give --yes, or run this on a terminal.")
        }
        let before = try await session.client.xml(ofVM: ref, inactive: true)
        let draft = try await draft(before, surroundings)
        var request = RedefineVirtualMachine(xml: draft.text, base: before)
        request.validate = validate ? nil : false
        request.allowDangerous = allowDangerous ? true : nil
        do {
            guard try await agreed(request, session) else { return draft.remove() }
            try await session.carryOut([ref], wait) { [request] in
                try await session.client.redefineVM($0, request, key: Client.idempotencyKey())
            }
            draft.remove()
        } catch {
            if let path = draft.path { try session.terminal.note("what you wrote is kept in \(path)") }
            throw error
        }
    }

    private func draft(_ before: String, _ surroundings: Surroundings) async throws -> Draft {
        guard let file else { return try await Draft.edited(before, surroundings) }
        return Draft(text: try await InputFile.text(file, limit: 1 << 18, surroundings), path: nil)
    }

    /// Shows what would change, and asks.
    private func agreed(_ request: RedefineVirtualMachine, _ session: Session) async throws -> Bool {
        let review = try await session.client.review(request, ofVM: ref)
        if dryRun { return try show(review, session) }
        guard !review.diff.isEmpty else {
            try session.terminal.note("nothing was changed")
            return false
        }
        try session.terminal.note(VisibleText.ofLines(review.diff))
        guard review.faults.isEmpty else { throw Self.refusal(review) }
        guard !yes else { return true }
        try session.terminal.surroundings.write(.error, "Apply it? [y/N] ")
        let answer = await session.terminal.surroundings.readLine()?.lowercased()
        if answer == "y" || answer == "yes" { return true }
        try session.terminal.note("nothing was changed")
        throw ExitCode.failure
    }

    private func show(_ review: DefinitionReview, _ session: Session) throws -> Bool {
        switch format {
        case .json, .yaml: try session.printStructured(review)
        case .table, .wide, .csv, .name:
            if !review.diff.isEmpty { try session.terminal.print(VisibleText.ofLines(review.diff)) }
        }
        guard review.faults.isEmpty else { throw Self.refusal(review) }
        return false
    }

    private static func refusal(_ review: DefinitionReview) -> Problem {
        Problem(.invalid, "The definition would be refused.", errors: review.faults)
    }
}

/// What a person wrote, in a file that only they may read until it has served.
struct Draft {
    var text: String
    /// nil where the person's own file was read.
    var path: String?

    /// Lets the person edit a text.
    static func edited(_ text: String, _ surroundings: Surroundings) async throws -> Draft {
        let folder = (surroundings.variable("TMPDIR") ?? "/tmp") + "/apus-edit-" + UUID().uuidString.lowercased()
        let path = folder + "/definition.xml"
        try PrivateFile.write(text, to: path)
        let program = Editor.program(surroundings)
        guard await surroundings.edit(program, path) == 0 else {
            Draft(text: text, path: path).remove()
            throw SettingsFault(
                "The editor \(program.joined(separator: " ")) failed, so nothing was changed.",
                hint: "name another one in EDITOR")
        }
        return Draft(text: try InputFile.text(atPath: path, limit: 1 << 18), path: path)
    }

    func remove() {
        guard let path, let slash = path.lastIndex(of: "/") else { return }
        // A folder that stays does no harm.
        try? FileManager.default.removeItem(atPath: String(path[..<slash]))
    }
}
