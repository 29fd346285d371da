import ApusModel
import FoundationEssentials
import Placement
import Schema

extension VirtualMachines {
    /// Makes a full copy of a stopped machine on its host, with a new identity.
    /// - Throws: a ``Problem``; `invalid-state` for one that runs or is saved, `no-capacity`, `pool-full`.
    public func clone(
        _ vm: VirtualMachine, _ request: CloneVirtualMachine, _ caller: Caller
    ) async throws -> ApusModel.Operation {
        try requireCapability(of: "vm.clone", vm)
        // A retry finds its first try, whatever became of the source since.
        if let earlier = try await operations.existing(under: caller.idempotency) { return earlier }
        let (source, found) = try await look(at: vm, request)
        return try await placing.next {
            if let earlier = try await operations.existing(under: caller.idempotency) { return earlier }
            let plan = try ClonePlan(source, found, request, id: ambient.uuid(), estate)
            return try await admitted { book in
                try requireRoom(for: plan, book)
                return try acceptance(of: plan, book, caller)
            }
        }
    }

    /// What a clone would be; nothing changes.
    public func clonePreview(_ vm: VirtualMachine, _ request: CloneVirtualMachine) async throws -> CreationPreview {
        let (source, found) = try await look(at: vm, request)
        let plan = try ClonePlan(source, found, request, id: ambient.uuid(), estate)
        try requireRoom(for: plan, try await claims.claims())
        return CreationPreview(
            name: request.name, host: plan.host.name, refusals: [], cpus: vm.cpus, memory: vm.memory,
            disks: plan.copies.map { copy in
                let disk = vm.disks.first { $0.source == copy.fromPath || $0.source == "\(copy.from)" }
                return .init(
                    device: "disk", bus: disk?.bus ?? "", source: "\(copy.request.place)", from: "\(copy.from)",
                    format: copy.request.format, size: copy.request.capacity, made: true)
            }, nics: plan.nics, xml: nil)
    }

    private func look(
        at vm: VirtualMachine, _ request: CloneVirtualMachine
    ) async throws -> (CloneSource, [Volume]) {
        let source = try CloneSource(vm, request, estate)
        do {
            let context = operations.context
            return (source, try await source.volumes(context.volumes(vm.host), context.pools(vm.host)))
        } catch let error as DriverError {
            throw error.problem
        }
    }

    private func requireRoom(for plan: ClonePlan, _ book: ClaimBook) throws {
        let (cpus, memory) = (plan.source.cpus, plan.source.promisedMemory)
        let demand = Demand(Resources(cpus: Int64(cpus), memory: memory, disk: plan.disk), host: plan.host.id)
        let refused = Fleet([scheduler.candidate(plan.host, book.claims)]).explain(demand, by: .firstFit).refusedHosts
        guard !refused.isEmpty else { return }
        var problem = Problem(
            .noCapacity,
            "The host \(plan.host.name) does not fit \(cpus) CPUs and \(memory / 1_048_576) MiB of memory; a copy is made on the host of its source."
        )
        problem.refusals = refused.map { .init(host: $0.host, reason: $0.reason) }
        throw problem
    }

    private func acceptance(of plan: ClonePlan, _ book: ClaimBook, _ caller: Caller) throws -> Acceptance {
        let host = plan.host.id
        let operation = ApusModel.Operation(
            id: ambient.uuid(), kind: "vm.clone",
            target: .init(kind: VirtualMachine.noun, id: plan.id, name: plan.request.name), host: host,
            actor: caller.actor.name, createdAt: ambient.now())
        let workflow = try plan.workflow(operation, generation: ambient.uuid())
        return Acceptance(
            operation: operation, workflow: CloneVirtualMachineWorkflow.kind, input: try JSONCoding.encode(workflow),
            locks: [
                Lock.machine(HostedKey(host: host, id: plan.id)), Lock.machineName(plan.request.name),
                Lock.machine(plan.source.key),
            ] + plan.locks,
            intents: [plan.row(operation)],
            claim: Claim(
                vm: plan.id, host: host, cpus: plan.source.cpus, memory: plan.source.promisedMemory,
                generation: book.generations[host] ?? 0, disk: plan.disk),
            idempotency: caller.idempotency)
    }
}
