import ApusModel
import Foundation
import Schema
import Testing

@testable import ApusServer

/// What migration's schemas say against what its types encode to.
@Suite struct MigrationSchemaTests {
    @Test func `requests encode to what their schemas take`() throws {
        var migrate = MigrateVirtualMachine(host: "node2")
        (migrate.live, migrate.copyDisks, migrate.pool) = (true, false, "fast")
        (migrate.bandwidth, migrate.autoConverge) = (1 << 20, true)
        #expect(try RequestSchemas.migrateVirtualMachine.faults(ofSample: migrate, complete: true).isEmpty)
        let maintenance = HostMaintenance(on: true, evacuate: true)
        #expect(try RequestSchemas.hostMaintenance.faults(ofSample: maintenance, complete: true).isEmpty)
        let run = RunRebalance(plan: UUID().uuidString)
        #expect(try RequestSchemas.runRebalance.faults(ofSample: run, complete: true).isEmpty)
    }

    @Test func `answers encode to what their schemas show`() throws {
        var plan = MigrationPlan(vm: UUID(), name: "web", from: "node1", to: "node2", live: true)
        plan.disks = [.init(target: "vda", source: "/a", transfer: .overlay, destination: "apus/a", bytes: 1)]
        (plan.reasons, plan.refusals) = (["no"], [.init(host: "node3", reason: "full")])
        #expect(try ResourceSchemas.migrationPlan.faults(ofSample: plan, complete: true).isEmpty)
        let move = RebalancePlan.Move(vm: UUID(), name: "web", from: "a", to: "b", reason: "full", gain: 1.5)
        let rebalance = RebalancePlan(id: UUID().uuidString, spreadBefore: 10, spreadAfter: 2, moves: [move])
        #expect(try ResourceSchemas.rebalancePlan.faults(ofSample: rebalance, complete: true).isEmpty)
    }
}
