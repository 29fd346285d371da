import ApusClient
import ApusModel
import ArgumentParser

/// The flags of commands that take something away.
struct DestructionOptions: ParsableArguments {
    @Flag(name: .shortAndLong, help: "Do not ask.")
    var yes = false

    @Flag(help: "Only say what would be taken away.")
    var dryRun = false
}

extension Session {
    /// Says what goes, asks, and does it; with `--dry-run` it only says.
    /// - Parameter verb: `Delete`
    func destroy(
        _ refs: [String], _ verb: String, _ options: DestructionOptions, _ wait: WaitOptions,
        plan: (String) async throws -> StoragePlan, act: (String) async throws -> ApusModel.Operation
    ) async throws {
        guard options.yes || options.dryRun || terminal.surroundings.isInputTerminal else {
            throw ValidationError("This needs a person's word: give --yes, or run it on a terminal.")
        }
        guard !options.yes || options.dryRun else { return try await carryOut(refs, wait, act) }
        var plans: [StoragePlan] = []
        for ref in refs { plans.append(try await plan(ref)) }
        if options.dryRun { return try printPlans(plans) }
        for plan in plans { try terminal.note(plan.text) }
        try terminal.surroundings.write(.error, "\(verb) \(plans.count == 1 ? "it" : "these \(plans.count)")? [y/N] ")
        let answer = await terminal.surroundings.readLine()?.lowercased()
        guard answer == "y" || answer == "yes" else {
            try terminal.note("nothing was changed")
            throw ExitCode.failure
        }
        // The id of the plan is what was agreed to, whatever the name means a moment later.
        let agreed = zip(plans, refs).map { plan, ref in
            plans.count { $0.id == plan.id } == 1 ? plan.id.uuidString.lowercased() : ref
        }
        try await carryOut(agreed, wait, act)
    }

    private func printPlans(_ plans: [StoragePlan]) throws {
        switch format {
        case .json, .yaml: try printStructured(plans)
        case .name: for plan in plans { try terminal.print(VisibleText.of(plan.name)) }
        case .table, .wide, .csv: for plan in plans { try terminal.print(plan.text) }
        }
    }
}

extension StoragePlan {
    fileprivate var text: String {
        let head = "\(kind) \(name) on \(hostName) (\(id.uuidString.lowercased()))"
        let lines = deletes.map { "  takes away \($0)" } + keeps.map { "  keeps      \($0)" }
        return ([head] + lines).map(VisibleText.of).joined(separator: "\n")
    }
}
