import ApusClient
import ApusModel
import Foundation
import Testing

extension IntegrationTests {
    /// Machines that change their host, as `virsh` sees them on both.
    @Suite struct Migration {
        @Test(.enabled(if: Lab.isFree, "another lab is up"))
        func `a machine with local disks moves live and offline, with its name, MAC and metadata`() async throws {
            try await MigrationSite.with { place in
                try await place.site.server.use { client in
                    let before = try await client.make(.blank("mover").on("host-1"))
                    let metadata = try await place.virsh("host-1", "metadata", "mover", "urn:apus:vm:1")
                    let plan = try await client.migrationPlan("mover", .init(host: "host-2"))
                    #expect(plan.reasons == [])
                    #expect(plan.disks.map(\.transfer).contains(.overlay))
                    let moved = try await client.migrateVM("mover", .init(host: "host-2"), key: Client.idempotencyKey())
                    try await client.succeeded(moved)
                    try await place.expectOnly(on: "host-2", "mover", "live")
                    let after = try await client.vm("mover")
                    #expect(after.id == before.id && after.nics.map(\.mac) == before.nics.map(\.mac))
                    #expect(after.volumes == before.volumes)
                    #expect(try await place.virsh("host-2", "metadata", "mover", "urn:apus:vm:1") == metadata)
                    #expect(try await place.virsh("host-2", "dominfo", "mover").contains("Persistent:     yes"))
                    try await client.succeeded(
                        try await client.stopVM("mover", .init(graceSeconds: 0), key: Client.idempotencyKey()))
                    try await client.succeeded(
                        try await client.migrateVM("mover", .init(host: "host-1"), key: Client.idempotencyKey()))
                    try await place.expectOnly(on: "host-1", "mover", "offline", state: "shut off")
                    try await client.succeeded(try await client.startVM("mover", key: Client.idempotencyKey()))
                    try await place.expectOnly(on: "host-1", "mover", "started again")
                    try await refusals(place, client)
                    try await evacuation(place, client)
                }
            }
        }

        private func refusals(_ place: MigrationSite, _ client: Client) async throws {
            let here = try await client.migrationPlan("mover", .init(host: "host-1"))
            #expect(here.reasons.contains { $0.contains("already") })
            _ = try await place.virsh("host-2", "net-destroy", "default")
            try await eventually("the network is seen inactive", within: .seconds(10)) {
                try await client.migrationPlan("mover", .init(host: "host-2")).reasons.contains {
                    $0.contains("network default")
                }
            }
            _ = try await place.virsh("host-2", "net-start", "default")
            try await eventually("the network is seen active", within: .seconds(10)) {
                try await client.migrationPlan("mover", .init(host: "host-2")).reasons.isEmpty
            }
            var wrong = MigrateVirtualMachine(host: "host-2")
            wrong.live = false
            await #expect(throws: Problem.self) {
                _ = try await client.migrateVM("mover", wrong, key: Client.idempotencyKey())
            }
            try await client.snapshot("mover", "s")
            #expect(try await client.migrationPlan("mover", .init(host: "host-2")).reasons.count == 1)
            try await client.succeeded(
                try await client.deleteSnapshot("s", of: "mover", key: Client.idempotencyKey()))
        }

        private func evacuation(_ place: MigrationSite, _ client: Client) async throws {
            _ = try await client.setHost(Site.provider, enabled: false)
            let end = try await client.succeeded(try await client.evacuate("host-1", key: Client.idempotencyKey()))
            #expect(end.notes == ["mover: moved to host-2"])
            try await place.expectOnly(on: "host-2", "mover", "evacuated")
            #expect(try await client.show(.hosts, "host-1", as: Host.self).mode == .maintenance)
            // Nothing new goes to a host in maintenance or one that is disabled.
            #expect(try await client.make(.blank("late")).hostName == "host-2")
            _ = try await client.setMaintenance("host-1", on: false)
            let plan = try await client.rebalancePlan()
            #expect(plan.moves.allSatisfy { $0.from == "host-2" && $0.to == "host-1" })
            _ = try await client.setHost(Site.provider, enabled: true)
            for name in ["mover", "late"] {
                try await client.succeeded(try await client.deleteVM(name, key: Client.idempotencyKey()))
            }
        }
    }
}
