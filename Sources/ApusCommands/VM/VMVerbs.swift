import ApusClient
import ApusModel
import ArgumentParser

/// A verb of machines that takes nothing but their names.
protocol VMVerb {
    /// As the server has it in its path.
    static var name: String { get }
    static var abstract: String { get }
    static var aliases: [String] { get }
    static func run(_ client: Client, _ ref: String, key: String) async throws -> ApusModel.Operation
}

extension VMVerb {
    static var aliases: [String] { [] }

    static func run(_ client: Client, _ ref: String, key: String) async throws -> ApusModel.Operation {
        try await client.run(name, vm: ref, key: key)
    }
}

/// `apus vm VERB NAME…`
struct VMVerbCommand<Verb: VMVerb>: ClientCommand {
    static var configuration: CommandConfiguration {
        CommandConfiguration(
            commandName: Verb.name, abstract: Verb.abstract,
            discussion: """
                Examples:
                  apus vm \(Verb.name) web-1
                  apus vm \(Verb.name) web-1 web-2 --no-wait
                """, aliases: Verb.aliases)
    }

    @Argument(help: ArgumentHelp("Name or id.", valueName: "vm"), completion: References.of(.vms))
    var refs: [String]

    @OptionGroup var wait: WaitOptions
    @OptionGroup var options: OutputOptions
    @OptionGroup(title: "Connection") var connection: ConnectionOptions

    var format: OutputFormat { options.output }

    func run(_ session: Session) async throws {
        try await session.carryOut(refs, wait) {
            try await Verb.run(session.client, $0, key: Client.idempotencyKey())
        }
    }
}

enum Suspend: VMVerb {
    static let name = "suspend"
    static let abstract = "Pause virtual machines; their memory stays."
    static let aliases = ["pause"]
}

enum Resume: VMVerb {
    static let name = "resume"
    static let abstract = "Let paused virtual machines run on."
    static let aliases = ["unpause"]
}

enum Reset: VMVerb {
    static let name = "reset"
    static let abstract = "Reset virtual machines as their button would; the guest is not asked."
}

enum Save: VMVerb {
    static let name = "save"
    static let abstract = "Save virtual machines' memory to their host's disk and stop them."
    static let aliases = ["managedsave"]
}

enum Restore: VMVerb {
    static let name = "restore"
    static let abstract = "Start saved virtual machines where they were saved."
}

enum DiscardSaved: VMVerb {
    static let name = "discard-saved"
    static let abstract = "Forget the saved memory of virtual machines; they boot at their next start."
    static let aliases = ["managedsave-remove"]

    static func run(_ client: Client, _ ref: String, key: String) async throws -> ApusModel.Operation {
        try await client.discardSavedState(ref, key: key)
    }
}

enum Adopt: VMVerb {
    static let name = "adopt"
    static let abstract = "Take virtual machines over that others made; nothing of them changes."
}

enum Release: VMVerb {
    static let name = "release"
    static let abstract = "Let virtual machines go: they run on, and Apus changes them no more."
}
