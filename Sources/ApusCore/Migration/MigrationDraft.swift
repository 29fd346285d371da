import ApusModel
import FoundationEssentials
import Schema

/// A migration with all that is known of it before it begins.
struct MigrationDraft {
    var plan: MigrationPlan
    var target: Host?
    /// nil where something stands against it.
    var workflow: MigrateVirtualMachineWorkflow?
}

extension VirtualMachines {
    /// What a migration would do, and all that stands against it.
    /// - Throws: a ``Problem`` where the request itself is wrong, or the source does not answer.
    public func migrationPlan(_ vm: VirtualMachine, _ request: MigrateVirtualMachine) async throws -> MigrationPlan {
        try await migrationDraft(vm, request, try await claims.claims()).plan
    }

    /// Brings a machine to another host.
    /// - Throws: a ``Problem`` `conflict` with all reasons where it cannot be.
    public func migrate(
        _ vm: VirtualMachine, _ request: MigrateVirtualMachine, _ caller: Caller
    ) async throws -> ApusModel.Operation {
        try requireCapability(of: "vm.migrate", vm)
        try requireManaged(vm)
        if let earlier = try await operations.existing(under: caller.idempotency) { return earlier }
        // Not in turn with others: a host that is slow to answer would hold all placement up. The claim guards.
        return try await admitted { book in
            let draft = try await migrationDraft(vm, request, book)
            guard let workflow = draft.workflow, let target = draft.target else { throw draft.plan.problem }
            return try acceptance(of: vm, workflow, target, book, caller)
        }
    }

    private func acceptance(
        of vm: VirtualMachine, _ workflow: MigrateVirtualMachineWorkflow, _ target: Host, _ book: ClaimBook,
        _ caller: Caller
    ) throws -> Acceptance {
        let operation = ApusModel.Operation(
            id: ambient.uuid(), kind: "vm.migrate",
            target: .init(kind: VirtualMachine.noun, id: vm.id, name: vm.name), host: vm.host,
            actor: caller.actor.name, createdAt: ambient.now())
        var arrival = vm
        (arrival.host, arrival.hostName, arrival.operation) = (target.id, target.name, operation.id)
        let volumes = workflow.disks.map { Lock.volume(VolumeName($0.to.place), on: target.id) }
        return Acceptance(
            operation: operation, workflow: MigrateVirtualMachineWorkflow.kind,
            input: try JSONCoding.encode(workflow),
            locks: [Lock.machine(vm.key), Lock.machine(arrival.key)] + volumes, intents: [arrival],
            claim: Claim(
                vm: vm.id, host: target.id, cpus: vm.cpus, memory: vm.promisedMemory,
                generation: book.generations[target.id] ?? 0,
                disk: workflow.disk(in: try estate.provider(of: target).settings.pool)),
            idempotency: caller.idempotency)
    }

    func migrationDraft(
        _ vm: VirtualMachine, _ request: MigrateVirtualMachine, _ book: ClaimBook
    ) async throws -> MigrationDraft {
        guard let source = estate.hosts.row(vm.host) else { throw Problem(.notFound, "The VM's host is gone.") }
        let only = try CreationPlan.field("/host") { try request.host.map { try estate.hosts.rows().resolve($0) } }
        let isActive = vm.state.isActive
        var draft = MigrationDraft(
            plan: MigrationPlan(
                vm: vm.id, name: vm.name, from: source.name, to: only?.name, live: request.live ?? isActive))
        draft.plan.reasons = ownReasons(vm, request, only)
        guard source.state == .up else {
            draft.plan.reasons.append("its host \(source.name) does not answer")
            return draft
        }
        guard let here = try await operations.context.drivers(vm.host).migrations else {
            draft.plan.reasons.append("the driver of \(source.name) moves no machines to other hosts")
            return draft
        }
        let luggage = try await here.luggage(of: vm.id)
        draft.plan.reasons += luggage.reasons(live: draft.plan.live)
        try await choose(&draft, vm, request, source, only, book, here, luggage)
        return draft
    }

    /// The first host in placement's order that nothing speaks against; of one that was asked for, all that does.
    private func choose(
        _ draft: inout MigrationDraft, _ vm: VirtualMachine, _ request: MigrateVirtualMachine, _ source: Host,
        _ only: Host?, _ book: ClaimBook, _ here: any MigrationDriver, _ luggage: MigrationLuggage
    ) async throws {
        let ranking = MigrationTargets(scheduler: scheduler).ranking(for: vm, only: only, book)
        if let only, let refusal = ranking.refusedHosts.first(where: { $0.host == only.name }), only.id != vm.host {
            draft.plan.reasons.append("\(only.name): \(refusal.reason)")
        }
        draft.plan.refusals = only == nil ? ranking.refusedHosts.map { .init(host: $0.host, reason: $0.reason) } : []
        let hosts =
            only.map { $0.id == vm.host || $0.state != .up ? [] : [$0] }
            ?? ranking.choices.compactMap { estate.hosts.row($0.host.id) }
        for host in hosts {
            let trial = MigrationTrial(
                vm: vm, request: request, source: source, target: host, live: draft.plan.live, here: here,
                luggage: luggage, estate: estate, context: operations.context)
            let finding = await trial.find()
            if only != nil || finding.reasons.isEmpty {
                (draft.plan.to, draft.plan.disks) = (host.name, finding.disks)
                draft.plan.reasons += finding.reasons
                draft.target = host
                if draft.plan.reasons.isEmpty { draft.workflow = finding.workflow }
                return
            }
            draft.plan.refusals += [.init(host: host.name, reason: finding.reasons.joined(separator: "; "))]
        }
        if only == nil { draft.plan.reasons.append("no other host takes it") }
    }

    private func ownReasons(_ vm: VirtualMachine, _ request: MigrateVirtualMachine, _ only: Host?) -> [String] {
        var reasons: [String] = []
        if vm.template { reasons.append("it is a template, and other machines lie over its disks") }
        if !vm.managed { reasons.append("Apus did not make it; adopt it first") }
        if only?.id == vm.host { reasons.append("it is on \(vm.hostName) already") }
        switch vm.state {
        case .running, .paused:
            if request.live == false { reasons.append("it is \(vm.state.rawValue): stop it first, or move it live") }
        case .off, .crashed:
            if request.live == true { reasons.append("it is off: only a machine that is on moves live") }
        case .saved: reasons.append("its memory is saved on the host's disk: restore it, or discard that, first")
        case .starting, .stopping, .migrating, .unknown: reasons.append("it is \(vm.state.rawValue)")
        }
        return reasons
    }
}

extension MigrationPlan {
    /// Why it was not begun.
    var problem: Problem {
        var problem = Problem(
            .conflict,
            "The VM \(Echo.quoted(name)) cannot move\(to.map { " to \($0)" } ?? ""): \(reasons.joined(separator: "; "))."
        )
        if !refusals.isEmpty { problem.refusals = refusals }
        return problem
    }
}

extension MigrationLuggage {
    /// What of the machine itself stands against it.
    func reasons(live: Bool) -> [String] {
        var reasons: [String] = []
        if !hostDevices.isEmpty { reasons.append("devices of its host are given to it; take them from it first") }
        if snapshots > 0 { reasons.append("it has snapshots, which cannot go with it; delete them first") }
        if checkpoints > 0 {
            reasons.append("it has checkpoints of backups, which cannot go with it; delete them first")
        }
        if !isPersistent { reasons.append("it is transient: it has no definition that could move") }
        if !live, hasFirmwareVariables {
            reasons.append("its firmware's variables go along only while it runs; start it, and move it live")
        }
        if !live, hasTPM { reasons.append("its TPM's state goes along only while it runs; start it, and move it live") }
        return reasons
    }
}
