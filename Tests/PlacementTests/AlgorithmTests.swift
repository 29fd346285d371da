import Foundation
import Testing

@testable import Placement

/// What is each algorithm's own.
struct AlgorithmTests {
    private let three = [host("half", taken: (4, 4)), host("free"), host("quarter", taken: (2, 2))]

    @Test(arguments: [
        ("first-fit", "half"), ("best-fit", "half"), ("pack", "half"), ("worst-fit", "free"), ("spread", "free"),
        ("dot-product", "free"), ("l2-residual", "half"), ("balance", "half"), ("round-robin", "half"),
    ])
    func `each has its own host`(_ name: String, _ expected: String) throws {
        let algorithm = try #require(Algorithm(named: name))
        var fleet = Fleet(three)
        #expect(fleet.pick(demand(), algorithm) == expected)
    }

    @Test func `round robin goes on where it was, past those that are full`() {
        var fleet = Fleet([host("a"), host("full", taken: (8, 0)), host("b"), host("c")])
        #expect((0..<6).map { _ in fleet.pick(demand(), .roundRobin) } == ["a", "b", "c", "a", "b", "c"])
    }

    @Test func `random of two takes the freer of two, and only hosts that fit`() {
        var fleet = Fleet(three + [host("full", taken: (8, 8))])
        let picks = (1...200).map { fleet.pick(demand(), .randomOfTwo, seed: $0) ?? "none" }
        let counts = Dictionary(picks.map { ($0, 1) }, uniquingKeysWith: +)
        #expect(counts["full"] == nil && counts["none"] == nil)
        #expect(counts["free", default: 0] > counts["half", default: 0])
        #expect(Set(picks).count == 3)
    }

    @Test func `the dot product prefers what is rich in what is asked`() {
        var fleet = Fleet([host("cpus", taken: (0, 6)), host("memory", taken: (6, 0))])
        #expect(fleet.pick(demand(1, 2), .dotProduct) == "memory")
        #expect(fleet.pick(demand(2, 1), .dotProduct) == "cpus")
    }

    @Test func `balance evens out`() {
        var fleet = Fleet([host("even"), host("cpus used", taken: (4, 0))])
        #expect(fleet.pick(demand(1, 5), .balance) == "cpus used")
        #expect(fleet.pick(demand(2, 2), .balance) == "even")
    }

    @Test func `a guard keeps the last slot for a large machine`() {
        let large = Resources(cpus: 8, memory: 8 << 30)
        let bare = Mix([.pack: 1, .balance: 0.1])
        let guarded = Mix([.pack: 1, .balance: 0.1], guarded: .init(slot: large, weight: 1))
        let hosts = [host("large", cpus: 8), host("small", cpus: 16, memory: 7)]
        var fleet = Fleet(hosts)
        #expect(fleet.pick(demand(), .scored(bare)) == "large")
        #expect(fleet.pick(demand(), .scored(guarded)) == "small")
        let parts = fleet.explain(demand(), by: .scored(guarded)).choices.last.map(\.verdict)
        guard case .fits(_, let parts)? = parts else { return #expect(Bool(false)) }
        #expect(parts.map(\.name) == ["pack", "balance", "guard"])
    }

    @Test func `equal hosts are taken in their order`() {
        for algorithm in everyAlgorithm where algorithm != .randomOfTwo {
            var fleet = Fleet(["c", "a", "b"].map { host($0) })
            #expect(fleet.pick(demand(), algorithm) == "c", "\(algorithm.name)")
        }
    }

    @Test func `each refusal says the rule with its figures`() {
        let fleet = Fleet([
            host("silent", closed: "the host does not answer"), host("narrow", perMachine: 2),
            host("busy", taken: (6, 0)), host("full", taken: (0, 7)),
            host("over", taken: (20, 20)), host("void", cpus: 0, memory: 0),
        ])
        #expect(
            fleet.reasons(demand(4, 2)) == [
                "silent": "the host does not answer", "narrow": "wants 4 CPUs, the host has 2",
                "busy": "wants 4 CPUs, 2 are free", "full": "wants 2048 MiB of memory, 1024 MiB are free",
                "over": "wants 4 CPUs, 0 are free", "void": "wants 4 CPUs, the host has 0",
            ])
        let explanation = fleet.explain(demand(4, 2), by: .bestFit, limit: 2)
        #expect(explanation.entries.count == 2 && explanation.refusals["machine-size"] == 2)
        #expect(explanation.refusals.values.reduce(0, +) == 6)
    }

    @Test func `hosts by name, label and tag`() {
        let hosts = [
            host("a", labels: ["zone": "1"], members: ["web": 1]), host("b", labels: ["zone": "2"]), host("c"),
        ]
        var fleet = Fleet(hosts)
        var wish = demand()
        wish.host = hosts[1].id
        #expect(fleet.pick(wish, .bestFit) == "b")
        wish = demand()
        wish.labels = ["zone": "2"]
        #expect(
            fleet.reasons(wish) == [
                "a": "wants the label zone=2, the host has zone=1",
                "c": "wants the label zone=2, the host has no label zone",
            ])
        wish = demand()
        wish.affinity = ["web"]
        #expect(fleet.pick(wish, .worstFit) == "a")
        wish.affinity = ["new"]
        #expect(fleet.pick(wish, .worstFit) == "a", "nobody has the tag yet")
        wish = demand()
        (wish.antiAffinity, wish.tags) = (["web"], ["web"])
        #expect(fleet.slots(of: wish) == 2)
        for expected in ["b", "c", nil] {
            #expect(fleet.pick(wish, .firstFit) == expected)
            if let host = hosts.first(where: { $0.name == expected }) { fleet.take(wish, on: host.id) }
        }
    }

    @Test func `overcommit and reserve make what may be promised, rounded down`() {
        let rule = Overcommitment(
            cpuRatio: 1.5, memoryRatio: 1, diskRatio: 2, reserved: Resources(cpus: 1, memory: 100, disk: 0))
        #expect(
            rule.capacity(of: Resources(cpus: 4, memory: 1000, disk: Resources.unlimited))
                == Resources(cpus: 4, memory: 900, disk: Resources.unlimited))
        #expect(rule.capacity(of: .zero) == .zero)
    }

    @Test func `capacity counts machines, and an evacuation places the largest first`() {
        let hosts = [host("a", taken: (6, 6)), host("b", taken: (4, 0)), host("c", taken: (0, 7))]
        var fleet = Fleet(hosts)
        #expect(fleet.slots(of: demand(2, 1)) == 1 + 2 + 1)
        var generator = SeededGenerator(seed: 1)
        let moves = fleet.evacuate(
            hosts[0].id, [("small", demand(1, 1)), ("large", demand(4, 4)), ("huge", demand(1, 9))],
            by: .bestFit, using: &generator)
        #expect(moves.map { "\($0.id) \($0.to?.name ?? "-")" } == ["huge -", "large b", "small c"])
        #expect(fleet.count == 2 && fleet[hosts[1].id]?.free.cpus == 0)
    }
}
