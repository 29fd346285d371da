import ApusModel
import FoundationEssentials
import Schema

extension VirtualMachines {
    /// Makes a machine: validate, place, accept; the claim is refused and placed again when another came first.
    /// - Throws: a ``Problem``; `no-capacity` with the reason of every host.
    public func create(_ request: CreateVirtualMachine, _ caller: Caller) async throws -> ApusModel.Operation {
        let request = try await withOwnKey(request)
        let offers = try await offers(for: request)
        let program = try await programVerdict(on: request)
        // One after the other in this process, so that a burst does not fight over the same host; the claim's
        // compare-and-swap guards against another process.
        return try await placing.next {
            if let earlier = try await operations.existing(under: caller.idempotency) { return earlier }
            let plan = try CreationPlan(request, estate: estate)
            return try await admitted { book in
                let (host, decision) = try place(plan, book, offers, program)
                return try acceptance(of: plan, on: host, book, caller, decision)
            }
        }
    }

    /// The request with Apus's own key, where new machines get it. User data of one's own is not touched.
    private func withOwnKey(_ request: CreateVirtualMachine) async throws -> CreateVirtualMachine {
        guard let ownKey, request.userData == nil, takesKeys(request) else { return request }
        let key: String
        do { key = try await ownKey() } catch let refusal as SSHRefusal { throw DriverError(.failed, refusal.words) }
        var keyed = request
        keyed.cloudInit = request.cloudInit ?? CloudInit()
        keyed.cloudInit?.sshKeys = (request.cloudInit?.sshKeys ?? []) + [key]
        return keyed
    }

    /// Whether its guest has a cloud-init for sure: not one that is installed first.
    private func takesKeys(_ request: CreateVirtualMachine) -> Bool {
        if request.cloudInit != nil { return true }
        guard request.os != .windows, let name = request.image, let image = try? estate.image(name) else {
            return false
        }
        return image.format != .iso
    }

    /// Has what is decided by the claims of now accepted; it is decided anew when another claim came first.
    func admitted(_ decide: (ClaimBook) async throws -> Acceptance) async throws -> ApusModel.Operation {
        for _ in 0..<Self.placementTries {
            let book = try await claims.claims()
            do {
                return try await operations.admit(try await decide(book))
            } catch AcceptanceRefusal.generationMoved {
                continue
            }
        }
        var busy = Problem(.busy, "Too many machines are being placed at once; try again.")
        busy.retryAfter = 1
        throw busy
    }

    private static let placementTries = 20

    func place(
        _ plan: CreationPlan, _ book: ClaimBook, _ offers: HostOffers, _ program: ProgramVerdict?
    ) throws -> (Host, PlacementDecision) {
        let (host, decision) = try decide(plan, book, offers, program, isKept: true)
        if let host { return (host, decision) }
        if let fault = fault(plan, offers) { throw fault }
        refused.append(decision)
        var problem = Problem(
            .noCapacity, "No host fits \(plan.cpus) CPUs and \(plan.memory / 1_048_576) MiB of memory.")
        problem.refusals = decision.problemRefusals
        throw problem
    }

    /// The request's own fault: what it names is on none of the hosts in question.
    private func fault(_ plan: CreationPlan, _ offers: HostOffers) -> Problem? {
        let hosts = estate.hosts.rows().filter { $0.state == .up && (plan.host == nil || plan.host?.id == $0.id) }
        let misfits = hosts.map { misfit(plan, $0, offers) }
        guard let first = misfits.first ?? nil, misfits.allSatisfy({ $0 != nil }) else { return nil }
        return Problem(.invalid, "The request has a fault: \(first.message).", errors: [first])
    }

    private func acceptance(
        of plan: CreationPlan, on host: Host, _ book: ClaimBook, _ caller: Caller,
        _ decision: PlacementDecision
    ) throws -> Acceptance {
        let (operation, workflow) = try draft(plan, on: host, caller)
        let id = operation.target.id
        let settings = try estate.provider(of: host).settings
        return Acceptance(
            operation: operation, workflow: CreateVirtualMachineWorkflow.kind, input: try JSONCoding.encode(workflow),
            locks: [Lock.machine(HostedKey(host: host.id, id: id)), Lock.machineName(plan.name)]
                + plan.volumes.map { Lock.volume($0, on: host.id) },
            intents: [plan.row(on: host, network: settings.network, operation: operation)],
            claim: Claim(
                vm: id, host: host.id, cpus: plan.cpus, memory: plan.promisedMemory,
                generation: book.generations[host.id] ?? 0,
                disk: plan.disk(inStandard: settings.pool)),
            idempotency: caller.idempotency, decision: decision.of(operation))
    }

    /// The operation and its workflow, not accepted yet.
    func draft(
        _ plan: CreationPlan, on host: Host, _ caller: Caller
    ) throws -> (ApusModel.Operation, CreateVirtualMachineWorkflow) {
        let id = ambient.uuid()
        let operation = ApusModel.Operation(
            id: ambient.uuid(), kind: "vm.create", target: .init(kind: VirtualMachine.noun, id: id, name: plan.name),
            host: host.id, actor: caller.actor.name, createdAt: ambient.now())
        let provider = try estate.provider(of: host)
        return (operation, try plan.workflow(id: id, host: host, provider: provider, operation: operation))
    }
}

extension PlacementDecision {
    /// Why hosts were refused, as a problem shows it.
    var problemRefusals: [Problem.Refusal] {
        verdicts.compactMap { verdict in verdict.reason.map { .init(host: verdict.host, reason: $0) } }
    }

    fileprivate func of(_ operation: ApusModel.Operation) -> PlacementDecision {
        var decision = self
        decision.operation = operation.id
        return decision
    }
}
