import ApusModel
import ApusTesting
import Foundation
import Testing

@testable import ApusCore

/// Plans that even hosts out.
@Suite(.timeLimit(.minutes(1))) struct RebalanceTests {
    /// Some machines on the first host, the second one empty.
    private func crowded(_ change: (inout CreateVirtualMachine) -> Void) async throws -> Stage {
        let stage = try await Stage([FakeHost("node1", cpus: 8), FakeHost("node2", cpus: 8)])
        for number in 0..<4 {
            var request = stage.request("web\(number)", cpus: 2)
            request.host = "node1"
            change(&request)
            try await stage.create(request)
        }
        return stage
    }

    @Test func `the fuller host gives to the emptier one`() async throws {
        let plan = try await crowded { _ in }.plane.machines.rebalancePlan()
        #expect(plan.moves.count == 2 && plan.moves.allSatisfy { $0.from == "node1" && $0.to == "node2" })
        #expect(plan.spreadAfter < plan.spreadBefore)
    }

    @Test func `a machine stays where its labels are`() async throws {
        let stage = try await crowded { request in
            request.placement = .init()
            request.placement?.labels = ["name=node1"]
        }
        #expect(stage.plane.machines.rebalancePlan().moves.isEmpty)
    }

    @Test func `machines that keep apart are not brought together, within one plan either`() async throws {
        let stage = try await crowded { _ in }
        var wish = CreateVirtualMachine.Placement()
        wish.antiAffinity = ["web"]
        // As they may have come to stand together by hand.
        let rows = stage.estate.machines.rows().map { row in
            var row = row
            (row.tags, row.placement) = (["web"], wish.rules)
            return row
        }
        stage.estate.machines.upsert(rows)
        let moved = stage.plane.machines.rebalancePlan().moves
        #expect(moved.count == 1, "\(moved)")
    }
}
