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
        try session.list(try await session.client.placementDecisions(limit: limit))
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
        guard format == .table || format == .wide else { return try session.list(answer) }
        guard let shadow = answer.shadow ?? answer.decisions.first?.shadow?.algorithm else {
            return try session.terminal.print("No algorithm is in the shadow: set placement.shadow on the server.")
        }
        let line = "\(shadow) agrees with \(answer.algorithm) in \(answer.agreed) of \(answer.compared) decisions"
        try session.terminal.print(VisibleText.of(line))
        if !answer.decisions.isEmpty { try session.list(answer) }
    }
}

extension Session {
    /// Decisions in rows; by name, the names of their VMs.
    func list(_ answer: PlacementDecisions) throws {
        try printTable(
            answer, ["VM", "HOST", "ALGORITHM", "FIT", "HOSTS", "SHADOW", "AT"], names: answer.decisions.map(\.vm),
            rows: answer.decisions.map { decision in
                [
                    decision.vm, decision.host ?? "-", decision.algorithm, "\(decision.fitting)", "\(decision.hosts)",
                    decision.shadow.map { $0.agrees ? "agrees" : $0.host ?? "none" } ?? "-",
                    Timestamp.text(of: decision.at),
                ]
            }, empty: "no decisions; they are made by: apus vm create")
    }

    func show(_ decision: PlacementDecision) throws {
        switch format {
        case .json, .yaml: try printStructured(decision)
        case .name: try terminal.print(VisibleText.of(decision.host ?? "-"))
        default: try terminal.print(DecisionText.of(decision, terminal.paint(.output)))
        }
    }
}
