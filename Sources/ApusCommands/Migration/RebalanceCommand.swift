import ApusClient
import ApusModel
import ArgumentParser

struct RebalanceCommand: ClientCommand {
    static let configuration = CommandConfiguration(
        commandName: "rebalance", abstract: "Even out what hosts have promised: read the plan, then run it.",
        discussion: """
            Without --run nothing changes. --run PLAN carries out the plan of that id, and refuses where the estate has changed.

            Examples:
              apus rebalance
              apus rebalance --run 5f6d1c3e-0c52-8a55-9d0b-6f1f4e6e8f10
            """)

    @Option(help: ArgumentHelp("The id of the plan to carry out.", valueName: "plan"))
    var run: String?

    @OptionGroup var wait: WaitOptions
    @OptionGroup var options: OutputOptions
    @OptionGroup(title: "Connection") var connection: ConnectionOptions

    var format: OutputFormat { options.output }

    func run(_ session: Session) async throws {
        if let plan = run {
            return try await session.carryOut([plan], wait) {
                try await session.client.rebalance(plan: $0, key: Client.idempotencyKey())
            }
        }
        let plan = try await session.client.rebalancePlan()
        if format == .json || format == .yaml { return try session.printStructured(plan) }
        try session.printTable(
            plan.moves, ["VM", "FROM", "TO", "GAIN", "REASON"], names: plan.moves.map(\.name),
            rows: plan.moves.map { [$0.name, $0.from, $0.to, Self.points($0.gain), $0.reason] },
            empty: "nothing to move")
        guard !plan.moves.isEmpty, !format.isForMachines else { return }
        try session.terminal.note(
            "spread \(Self.points(plan.spreadBefore)) % to \(Self.points(plan.spreadAfter)) %; apus rebalance --run \(plan.id)"
        )
    }

    /// With one digit behind the point.
    static func points(_ value: Double) -> String { "\((value * 10).rounded() / 10)" }
}
