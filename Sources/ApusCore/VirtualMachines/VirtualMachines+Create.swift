import ApusModel
import FoundationEssentials
import Placement
import Schema

extension VirtualMachines {
    /// Makes a machine from an image: validate, place, accept; the claim is refused and placed again when another came first.
    /// - Throws: a ``Problem``; `no-capacity` with the reason of every host.
    public func create(_ request: CreateVirtualMachine, _ caller: Caller) async throws -> ApusModel.Operation {
        if let earlier = try await operations.existing(under: caller.idempotency) { return earlier }
        let plan = try CreationPlan(request, estate: estate)
        for _ in 0..<Self.placementTries {
            let book = try await claims.claims()
            let host = try place(plan, book)
            do {
                return try await accept(try acceptance(of: plan, on: host, book, caller))
            } catch AcceptanceRefusal.generationMoved {
                continue
            }
        }
        var busy = Problem(.busy, "Too many machines are being placed at once; try again.")
        busy.retryAfter = 1
        throw busy
    }

    private static let placementTries = 200

    /// Where it would go, best host first, with every refusal.
    func ranking(_ plan: CreationPlan, _ book: ClaimBook) -> Ranking {
        let candidates = estate.hosts.rows().sorted { $0.number < $1.number }.map { host in
            overcommit.candidate(estate.allocated(host, book.claims))
        }
        return rank(candidates, for: Demand(cpus: plan.cpus, memory: plan.memory, host: plan.host?.id))
    }

    private func place(_ plan: CreationPlan, _ book: ClaimBook) throws -> Host {
        let ranking = ranking(plan, book)
        if let best = ranking.choices.first, let host = estate.hosts.row(best.candidate.id) { return host }
        var problem = Problem(
            .noCapacity, "No host fits \(plan.cpus) CPUs and \(plan.memory / 1_048_576) MiB of memory.")
        problem.refusals = ranking.refusals.map { .init(host: $0.host, reason: $0.reason) }
        throw problem
    }

    private func acceptance(
        of plan: CreationPlan, on host: Host, _ book: ClaimBook, _ caller: Caller
    ) throws -> Acceptance {
        let id = ambient.uuid()
        let operation = ApusModel.Operation(
            id: ambient.uuid(), kind: "vm.create", target: .init(kind: VirtualMachine.noun, id: id, name: plan.name),
            host: host.id, actor: caller.actor.name, createdAt: ambient.now())
        let provider = try estate.provider(of: host)
        let workflow = try plan.workflow(id: id, host: host, provider: provider, operation: operation, network: network(_:on:))
        return Acceptance(
            operation: operation, workflow: CreateVirtualMachineWorkflow.kind, input: try JSONCoding.encode(workflow),
            locks: [Lock.machine(HostedKey(host: host.id, id: id)), Lock.machineName(plan.name)],
            intents: [plan.row(id: id, host: host, operation: operation)],
            claim: Claim(
                vm: id, host: host.id, cpus: plan.cpus, memory: plan.memory, generation: book.generations[host.id] ?? 0),
            idempotency: caller.idempotency)
    }

    /// The network the machine joins, once the host is known to have it.
    private func network(_ name: String, on host: Host) throws -> String {
        let known = estate.networks.rows(in: host.id)
        if known.contains(where: { $0.name == name }) { return name }
        let names = known.map(\.name).sorted().joined(separator: ", ")
        let message = "the host \(host.name) has no network \(Echo.quoted(name)); it has \(names.isEmpty ? "none" : names)"
        throw Problem(
            .invalid, "The network was not found.",
            errors: [.init(pointer: "/network", code: "network/not-found", message: message)])
    }
}
