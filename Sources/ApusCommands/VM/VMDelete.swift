import ApusClient
import ApusModel
import ArgumentParser

extension DeletedVolumes: ExpressibleByArgument {}

struct VMDelete: ClientCommand {
    static let configuration = CommandConfiguration(
        commandName: "delete", abstract: "Delete virtual machines with the disks that were made for them.",
        discussion: """
            Says which disks go and which stay, and asks. Without a terminal to ask on, --yes is needed.
            --volumes all takes other disks too, unless another machine or image uses them.

            Examples:
              apus vm delete web-1
              apus vm delete web-1 web-2 --yes
              apus vm delete web-1 --dry-run
              apus vm delete adopted-1 --volumes all
            """, aliases: ["rm"])

    @Argument(help: ArgumentHelp("Name or id.", valueName: "vm"), completion: References.of(.vms))
    var refs: [String]

    @Flag(name: .shortAndLong, help: "Do not ask.")
    var yes = false

    @Option(help: "Which disks go: own (made for it), all, or none; own when absent.")
    var volumes: DeletedVolumes?

    @Flag(help: "Only say what would be deleted.")
    var dryRun = false

    @OptionGroup var wait: WaitOptions
    @OptionGroup var options: OutputOptions
    @OptionGroup(title: "Connection") var connection: ConnectionOptions

    var format: OutputFormat { options.output }

    func run(_ session: Session) async throws {
        let surroundings = session.terminal.surroundings
        guard yes || dryRun || surroundings.isInputTerminal else {
            throw ValidationError("Deleting needs a person's word: give --yes, or run this on a terminal.")
        }
        if dryRun { return try await printPlans(session) }
        // The id of the plan is what was agreed to, whatever the name means a moment later.
        let agreed = yes ? refs : try await ask(session)
        try await session.carryOut(agreed, wait) {
            try await session.client.deleteVM($0, volumes: volumes, key: Client.idempotencyKey())
        }
    }

    private func plans(_ session: Session) async throws -> [DeletionPlan] {
        var plans: [DeletionPlan] = []
        for ref in refs { plans.append(try await session.client.deletionPlan(ref, volumes: volumes)) }
        return plans
    }

    private func printPlans(_ session: Session) async throws {
        let plans = try await plans(session)
        switch format {
        case .json, .yaml: try session.printStructured(plans)
        case .name: for plan in plans { try session.terminal.print(VisibleText.of(plan.name)) }
        case .table, .wide, .csv: for plan in plans { try session.terminal.print(Self.text(plan)) }
        }
    }

    private func ask(_ session: Session) async throws -> [String] {
        let plans = try await plans(session)
        for plan in plans { try session.terminal.note(Self.text(plan)) }
        let question = plans.count == 1 ? "Delete it?" : "Delete these \(plans.count)?"
        try session.terminal.surroundings.write(.error, question + " [y/N] ")
        let answer = await session.terminal.surroundings.readLine()?.lowercased()
        guard answer == "y" || answer == "yes" else {
            try session.terminal.note("nothing was deleted")
            throw ExitCode.failure
        }
        return zip(plans, refs).map { plan, ref in
            plans.filter { $0.vm == plan.vm }.count == 1 ? plan.vm.uuidString.lowercased() : ref
        }
    }

    static func text(_ plan: DeletionPlan) -> String {
        let lines =
            plan.deletes.map { "  deletes \($0)" } + plan.keeps.map { "  keeps   \($0)" }
            + (plan.notes ?? []).map { "  note    \($0)" }
        return (["vm \(plan.name) (\(plan.vm.uuidString.lowercased()))"] + lines).map(VisibleText.of).joined(
            separator: "\n")
    }
}
