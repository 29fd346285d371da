import ApusCore
import ApusModel
import Foundation
import Testing

@testable import ApusStore

@Suite(.timeLimit(.minutes(1))) struct DecisionTests {
    private let folder = Folder()

    private func decision(_ vm: String, _ operation: UUID) -> PlacementDecision {
        var decision = PlacementDecision(
            vm: vm, at: Date(timeIntervalSince1970: 1_800_000_000), cpus: 2, memory: 1 << 30, disk: 5, algorithm: "mix")
        (decision.operation, decision.host, decision.hosts, decision.fitting) = (operation, "node1", 3, 2)
        decision.refusals = [.init(rule: "cpus", hosts: 1)]
        decision.verdicts = [
            .init(host: "node1", score: 0.75, parts: [.init(name: "pack", value: 0.75, weight: 1)]),
            .init(host: "node2", rule: "cpus", reason: "wants 2 CPUs, 1 are free"),
        ]
        decision.shadow = .init(algorithm: "best-fit", host: nil, agrees: false)
        decision.notes = ["a note"]
        return decision
    }

    private func accepted(_ store: Store, _ vm: String) async throws -> PlacementDecision {
        var acceptance = Acceptance.sample(locks: ["vm:\(vm)"])
        acceptance.decision = decision(vm, acceptance.operation.id)
        _ = try await store.accepted(acceptance)
        return decision(vm, acceptance.operation.id)
    }

    @Test func `decisions are read back as they were, newest first, after the store is opened again`() async throws {
        var made: [PlacementDecision] = []
        do {
            let store = try folder.open()
            for vm in ["a", "b", "c"] { made.append(try await accepted(store, vm)) }
        }
        let store = try folder.open()
        #expect(try await store.decisions(limit: 10) == made.reversed())
        #expect(try await store.decisions(limit: 2) == Array(made.reversed().prefix(2)))
        for decision in made {
            let id = try #require(decision.operation)
            #expect(try await store.decision(of: id) == decision)
        }
        #expect(try await store.decision(of: UUID()) == nil)
    }

    @Test func `a decision goes with its operation, and a refused acceptance leaves none`() async throws {
        let store = try folder.open()
        let first = try await accepted(store, "a")
        await #expect(throws: AcceptanceRefusal.self) { try await accepted(store, "a") }
        #expect(try await store.decisions(limit: 10) == [first])
        var operation = try #require(try await store.history(limit: 1).first)
        operation.state = .succeeded
        try await store.settle(operation)
        _ = try await accepted(store, "b")
        _ = try await store.prune(keeping: 0)
        #expect(try await store.decisions(limit: 10).map(\.vm) == ["b"])
    }
}
