import ApusClient
import ApusModel
import ArgumentParser

struct PlacementCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "placement", abstract: "Why virtual machines are on their hosts, and where one would go.",
        subcommands: [
            PlacementExplain.self, PlacementDecisionsCommand.self, PlacementShow.self, PlacementShadow.self,
            PlacementSimulate.self,
        ])
}

struct PlacementDecisionsCommand: ClientCommand {
    static let configuration = CommandConfiguration(
        commandName: "decisions", abstract: "The latest decisions, newest first.",
        discussion: """
            Examples:
              apus placement decisions
              apus placement decisions --limit 100 -o json
            """, aliases: ["list", "ls"])

    @Option(help: ArgumentHelp("How many.", valueName: "count"))
    var limit: Int = 20

    @OptionGroup var options: OutputOptions
    @OptionGroup(title: "Connection") var connection: ConnectionOptions

    var format: OutputFormat { options.output }

    func validate() throws {
        guard (1...1000).contains(limit) else { throw ValidationError("--limit must be 1 to 1000.") }
    }

    func run(_ session: Session) async throws {
        let answer = try await session.client.placementDecisions(limit: limit)
        switch format {
        case .json, .yaml: try session.printStructured(answer)
        default: try session.terminal.print(DecisionText.table(answer.decisions, session.terminal.paint(.output)))
        }
    }
}

struct PlacementShow: ClientCommand {
    static let configuration = CommandConfiguration(
        commandName: "show", abstract: "Why the VM of a create operation is where it is.",
        discussion: """
            Example:
              apus placement show 42
            """)

    @Argument(help: ArgumentHelp("Number or id of the create operation.", valueName: "operation"))
    var ref: String

    @OptionGroup var options: OutputOptions
    @OptionGroup(title: "Connection") var connection: ConnectionOptions

    var format: OutputFormat { options.output }

    func run(_ session: Session) async throws {
        try session.show(try await session.client.placementDecision(of: ref))
    }
}

struct PlacementShadow: ClientCommand {
    static let configuration = CommandConfiguration(
        commandName: "shadow", abstract: "Where the second algorithm would have put machines otherwise.",
        discussion: """
            The server's setting placement.shadow names it; it only watches. Shown are the decisions in which it chose
            another host.

            Example:
              apus placement shadow
            """)

    @Option(help: ArgumentHelp("How many decisions are looked at.", valueName: "count"))
    var limit: Int = 1000

    @OptionGroup var options: OutputOptions
    @OptionGroup(title: "Connection") var connection: ConnectionOptions

    var format: OutputFormat { options.output }

    func validate() throws {
        guard (1...1000).contains(limit) else { throw ValidationError("--limit must be 1 to 1000.") }
    }

    func run(_ session: Session) async throws {
        var answer = try await session.client.placementDecisions(limit: limit)
        answer.decisions.removeAll { $0.shadow?.agrees ?? true }
        switch format {
        case .json, .yaml: return try session.printStructured(answer)
        default: break
        }
        guard let shadow = answer.shadow ?? answer.decisions.first?.shadow?.algorithm else {
            return try session.terminal.print("No algorithm is in the shadow: set placement.shadow on the server.")
        }
        let line = "\(shadow) agrees with \(answer.algorithm) in \(answer.agreed) of \(answer.compared) decisions"
        try session.terminal.print(VisibleText.of(line))
        guard !answer.decisions.isEmpty else { return }
        try session.terminal.print(DecisionText.table(answer.decisions, session.terminal.paint(.output)))
    }
}

extension Session {
    func show(_ decision: PlacementDecision) throws {
        switch format {
        case .json, .yaml: try printStructured(decision)
        case .name: try terminal.print(VisibleText.of(decision.host ?? "-"))
        default: try terminal.print(DecisionText.of(decision, terminal.paint(.output)))
        }
    }
}
