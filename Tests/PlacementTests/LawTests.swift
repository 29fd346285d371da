import Foundation
import Testing

@testable import Placement

/// What holds of every algorithm on any hosts.
struct LawTests {
    private static let seeds = Array<UInt64>(1...12)

    private func fleet(_ lots: inout Lots, _ count: Int64 = 40) -> Fleet {
        Fleet((0..<lots.number(1...count)).map { lots.host("h\($0)") })
    }

    @Test(arguments: seeds) func `no host is ever promised more than it has`(_ seed: UInt64) {
        for algorithm in everyAlgorithm {
            var lots = Lots(seed)
            var fleet = fleet(&lots)
            let before = fleet
            for _ in 0..<300 {
                let demand = lots.demand()
                guard let chosen = fleet.choose(demand, by: algorithm, using: &lots.generator) else { continue }
                fleet.take(demand, on: chosen.id)
            }
            for host in fleet.hosts where host.allocated != before[host.id]?.allocated {
                #expect(host.capacity.holds(host.allocated), "\(algorithm.name) overfills \(host)")
                #expect(host.closed == nil)
            }
        }
    }

    @Test(arguments: seeds) func `a refused host truly does not fit, and a chosen one does`(_ seed: UInt64) {
        for algorithm in everyAlgorithm {
            var lots = Lots(seed)
            var fleet = fleet(&lots)
            for _ in 0..<100 {
                let demand = lots.demand()
                let explanation = fleet.explain(demand, by: algorithm)
                let chosen = fleet.choose(demand, by: algorithm, using: &lots.generator)
                #expect(explanation.entries.count == fleet.count && explanation.hosts == fleet.count)
                #expect((chosen == nil) == (explanation.fitting == 0), "\(algorithm.name)")
                let anywhere = fleet.hosts.contains { $0.members["web"] != nil }
                for entry in explanation.entries {
                    let fits = if case .fits = entry.verdict { true } else { false }
                    #expect(fits == Self.fits(entry.host, demand, anywhere), "\(entry)")
                }
                if let chosen { fleet.take(demand, on: chosen.id) }
            }
        }
    }

    /// The rules, said once more in another way.
    private static func fits(_ host: Candidate, _ demand: Demand, _ anywhere: Bool) -> Bool {
        let after = host.allocated + demand.size
        let byDisk = host.capacity.disk == Resources.unlimited || after.disk <= host.capacity.disk
        return host.closed == nil && demand.size.cpus <= host.cpusPerMachine && after.cpus <= host.capacity.cpus
            && after.memory <= host.capacity.memory && byDisk
            && demand.labels.allSatisfy { host.labels[$0.key] == $0.value }
            && (demand.affinity.isEmpty || !anywhere || host.members["web"] != nil)
            && (demand.antiAffinity.isEmpty || host.members["web"] == nil)
    }

    @Test(arguments: seeds) func `the explanation names the chosen host first, with the highest score`(_ seed: UInt64) {
        for algorithm in everyAlgorithm where algorithm != .randomOfTwo {
            var lots = Lots(seed)
            var fleet = fleet(&lots)
            for _ in 0..<100 {
                let demand = lots.demand()
                let explanation = fleet.explain(demand, by: algorithm)
                let chosen = fleet.choose(demand, by: algorithm, using: &lots.generator)
                #expect(explanation.choices.first?.host.id == chosen?.id, "\(algorithm.name)")
                if let chosen { fleet.take(demand, on: chosen.id) }
            }
        }
    }

    @Test(arguments: seeds) func `a caller's rule is kept to, and explained`(_ seed: UInt64) {
        for algorithm in everyAlgorithm where algorithm != .randomOfTwo {
            var lots = Lots(seed)
            var fleet = fleet(&lots)
            let rule: Fleet.OwnRule = {
                $0.name.hasSuffix("1") || $0.name.hasSuffix("2") ? .own(rule: "network", "none") : nil
            }
            for _ in 0..<50 {
                let demand = lots.demand()
                let explanation = fleet.explain(demand, by: algorithm, where: rule)
                let chosen = fleet.choose(demand, by: algorithm, using: &lots.generator, where: rule)
                #expect(explanation.choices.first?.host.id == chosen?.id, "\(algorithm.name)")
                #expect(chosen.map { rule($0) == nil } ?? (explanation.fitting == 0))
                if let chosen { fleet.take(demand, on: chosen.id) }
            }
        }
    }

    @Test(arguments: seeds) func `a short explanation says the same as a long one, of fewer hosts`(_ seed: UInt64) {
        for algorithm in everyAlgorithm {
            var lots = Lots(seed)
            let fleet = fleet(&lots)
            for _ in 0..<50 {
                let demand = lots.demand()
                let (long, short) = (
                    fleet.explain(demand, by: algorithm), fleet.explain(demand, by: algorithm, limit: 3)
                )
                #expect(short.fitting == long.fitting && short.hosts == long.hosts && short.refusals == long.refusals)
                #expect(short.choices == Array(long.choices.prefix(3)), "\(algorithm.name)")
                #expect(short.entries.count <= 6 && Set(short.entries).isSubset(of: Set(long.entries)))
            }
        }
    }

    @Test func `the same seed makes the same choices`() {
        for algorithm in everyAlgorithm {
            let runs = (0..<2).map { _ in
                var lots = Lots(7)
                var fleet = fleet(&lots)
                return (0..<100).map { _ in
                    let demand = lots.demand()
                    guard let chosen = fleet.choose(demand, by: algorithm, using: &lots.generator) else { return "" }
                    fleet.take(demand, on: chosen.id)
                    return chosen.name
                }
            }
            #expect(runs[0] == runs[1] && Set(runs[0]).count > 1, "\(algorithm.name)")
        }
    }

    @Test(arguments: seeds) func `an index that was changed often is that of a new fleet`(_ seed: UInt64) {
        var lots = Lots(seed)
        var fleet = fleet(&lots, 120)
        var placed: [(Demand, UUID)] = []
        for round in 0..<300 {
            let demand = lots.demand()
            if let chosen = fleet.choose(
                demand, by: everyAlgorithm[round % everyAlgorithm.count], using: &lots.generator)
            {
                fleet.take(demand, on: chosen.id)
                placed.append((demand, chosen.id))
            }
            if round % 3 == 0, let (demand, id) = placed.popLast() { fleet.release(demand, on: id) }
            if round % 10 == 0 { fleet.put(lots.host("new\(round)")) }
            if round % 7 == 0, let id = fleet.hosts.map(\.id).randomElement(using: &lots.generator) { fleet.remove(id) }
        }
        var fresh = Fleet(fleet.hosts)
        fresh.next = 0
        fleet.next = 0
        for algorithm in everyAlgorithm where algorithm != .randomOfTwo {
            let demand = lots.demand()
            #expect(fleet.pick(demand, algorithm) == fresh.pick(demand, algorithm), "\(algorithm.name)")
        }
    }

    @Test func `senseless figures are handled without a trap`() {
        let odd = Candidate(
            id: UUID(), name: "odd", capacity: Resources(cpus: .max - 1, memory: .max - 1, disk: .min),
            allocated: Resources(cpus: .min, memory: -1, disk: .max))
        for algorithm in everyAlgorithm {
            var fleet = Fleet([odd, host("a"), host("void", cpus: 0, memory: 0)])
            for size in [Int64.min, -1, 0, 1, .max] {
                let demand = Demand(Resources(cpus: size, memory: size, disk: size))
                _ = fleet.explain(demand, by: algorithm)
                if let id = fleet.pick(demand, algorithm).flatMap({ name in fleet.hosts.first { $0.name == name }?.id })
                {
                    fleet.take(demand, on: id)
                }
                _ = fleet.slots(of: demand)
            }
            var empty = Fleet()
            #expect(empty.pick(demand(), algorithm) == nil)
        }
        let capacity = Overcommitment(cpuRatio: .infinity, memoryRatio: .nan, diskRatio: -1).capacity(
            of: Resources(cpus: .max - 1, memory: 1 << 30, disk: 5))
        #expect(capacity.cpus >= 0)
    }
}
