import ApusModel
import FoundationEssentials
import Placement
import Schema

extension VirtualMachines {
    /// Where it would go, and why not elsewhere.
    func placementDecision(_ request: CreateVirtualMachine) async throws -> PlacementDecision {
        let offers = try await offers(for: request)
        let plan = try CreationPlan(request, estate: estate)
        let program = try await programVerdict(on: request)
        return try decide(plan, try await claims.claims(), offers, program, isKept: false).decision
    }

    /// What the administrator's program says, where it is to be asked: before machines are placed in turn, since it may be slow.
    func programVerdict(on request: CreateVirtualMachine) async throws -> ProgramVerdict? {
        // A retry of an accepted request finds its name taken: whether it is right is judged in turn.
        guard let plan = try? CreationPlan(request, estate: estate),
            let subject = try? subject(plan, nil),
            subject.method == .external || scheduler.settings.shadow == .external, let program
        else { return nil }
        let question = scheduler.question(subject, try await claims.claims().claims)
        do {
            return .ranking(try question.ranking(in: try await program(try JSONCoding.encode(question))))
        } catch {
            let words = (error as? ProgramFault)?.description ?? "\(error)"
            operations.logger.warning("The placement program failed: \(words)")
            return .fault(words)
        }
    }

    func decide(
        _ plan: CreationPlan, _ book: ClaimBook, _ offers: HostOffers, _ program: ProgramVerdict?, isKept: Bool
    ) throws -> (host: Host?, decision: PlacementDecision) {
        let (id, decision) = scheduler.decide(try subject(plan, program), book.claims, isKept: isKept) { host in
            misfit(plan, host, offers).map { .own(rule: $0.code, $0.message) } ?? poolRefusal(plan, host, book)
        }
        return (id.flatMap { estate.hosts.row($0) }, decision)
    }

    private func subject(_ plan: CreationPlan, _ program: ProgramVerdict?) throws -> PlacementCase {
        let wish = plan.request.placement
        let demand = Demand(
            Resources(cpus: Int64(plan.cpus), memory: plan.promisedMemory, disk: plan.disk(in: nil)),
            host: plan.host?.id,
            labels: try plan.request.placementLabels(), affinity: wish?.affinity ?? [],
            antiAffinity: wish?.antiAffinity ?? [], tags: plan.request.tags ?? [])
        return PlacementCase(
            name: plan.name, demand: demand, method: try plan.request.placementMethod(scheduler.settings),
            program: program, at: ambient.now())
    }

    /// A pool that the request names has room for the disks that go there; the standard pool is counted by placement itself.
    private func poolRefusal(_ plan: CreationPlan, _ host: Host, _ book: ClaimBook) -> Refusal? {
        let standard = estate.providers.row(host.provider)?.settings.pool
        for name in plan.namedPools {
            let wants = plan.disk(in: name)
            if name == standard {
                let all = plan.disk(inStandard: name)
                let free = scheduler.candidate(host, book.claims).free.disk
                if all > free { return .disk(wants: all, free: free) }
                continue
            }
            guard let pool = estate.pools.rows(in: host.id).first(where: { $0.name == name }), pool.capacity > 0,
                wants > 0
            else { continue }
            let room =
                Overcommitment(diskRatio: scheduler.overcommit.of(host).diskRatio)
                .capacity(of: Resources(cpus: 0, memory: 0, disk: pool.capacity)).disk - pool.allocation
            if wants > room { return .disk(wants: wants, free: room) }
        }
        return nil
    }
}

extension CreationPlan {
    /// Bytes of the disks that are made in a named pool; nil is the host's standard one.
    func disk(in pool: String?) -> Int64 {
        disks.filter { $0.volume == nil && ($0.wish.pool ?? request.pool) == pool }
            .reduce(Resources.zero) { $0 + Resources(cpus: 0, memory: 0, disk: $1.size) }.disk
    }

    /// Bytes of the disks that are made in the host's standard pool, named or not.
    func disk(inStandard name: String?) -> Int64 {
        let parts = [disk(in: nil)] + (name.map { [disk(in: $0)] } ?? [])
        return parts.reduce(Resources.zero) { $0 + Resources(cpus: 0, memory: 0, disk: $1) }.disk
    }

    /// Bytes that it may come to have without a restart: what its host has to promise.
    var promisedMemory: Int64 { max(memory, hardware.maximumMemory ?? 0) }

    var namedPools: Set<String> { Set(disks.compactMap { $0.wish.pool ?? request.pool }) }
}
