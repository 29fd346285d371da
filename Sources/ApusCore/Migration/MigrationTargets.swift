import ApusModel
import FoundationEssentials
import Placement

/// Where machines may go: the only place of migration that asks placement.
struct MigrationTargets {
    let scheduler: Scheduler

    /// The hosts that have room for the machine, best first, and why the others have none. What was asked of the machine's place when
    /// it was made binds the choice, but not who names a host.
    func ranking(for vm: VirtualMachine, only: Host?, _ book: ClaimBook) -> Explanation {
        var fleet = scheduler.fleet(book.claims)
        fleet.remove(vm.host)
        let kept = scheduler.demand(of: vm)
        let demand = only.map { Demand(kept.size, host: $0.id, tags: vm.tags) } ?? kept
        return fleet.explain(demand, by: scheduler.guarded(scheduler.algorithm(for: scheduler.settings.method)))
    }

    /// Whether placement would let the machine go to this host, which it did not choose: by labels, affinity, room and kind.
    /// - Parameter fleet: without the machine's own host.
    func accepts(_ vm: VirtualMachine, on host: UUID, _ fleet: Fleet) -> Bool {
        var demand = scheduler.demand(of: vm)
        demand.host = host
        return fleet.explain(demand, by: .firstFit).fitting > 0
    }

    /// The share of a host that is promised, of what is scarcer: 0 and up.
    func load(of host: Host) -> Double {
        let capacity = scheduler.overcommit.promises(of: host)
        func share(_ part: Int64, _ whole: Int64) -> Double { whole > 0 ? Double(part) / Double(whole) : 0 }
        return max(share(Int64(host.cpusAllocated), capacity.cpus), share(host.memoryAllocated, capacity.memory))
    }
}

extension Explanation {
    /// The hosts that were refused, in words.
    var refusedHosts: [(host: String, reason: String)] {
        entries.compactMap { entry in
            if case .refused(let refusal) = entry.verdict { (entry.host.name, refusal.words) } else { nil }
        }
    }
}
