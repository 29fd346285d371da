import ApusClient
import ApusModel
import Foundation
import Testing

extension IntegrationTests {
    /// Whole scenes with three hosts: shared disks, limits, refusals, evacuation, rebalancing.
    @Suite struct MigrationScenes {
        @Test(.enabled(if: Lab.isFree, "another lab is up"))
        func `three hosts move machines by request, for maintenance and to even out`() async throws {
            try await MigrationSite.with(hosts: 3) { place in
                try await place.site.server.use { client in
                    _ = try await client.setHost(Site.provider, enabled: false)
                    try await sharedDisks(place, client)
                    try await limits(place, client)
                    try await refusals(place, client)
                    try await evacuation(place, client)
                    try await rebalancing(place, client)
                }
            }
        }

        /// Disks in a folder that both hosts see are not copied.
        private func sharedDisks(_ place: MigrationSite, _ client: Client) async throws {
            let folder = place.lab.folder + "/shared"
            for host in ["host-1", "host-2"] {
                var pool = CreatePool(host: host, name: "shared")
                pool.path = folder
                try await client.succeeded(try await client.create(pool, key: Client.idempotencyKey()))
            }
            var request = CreateVirtualMachine.blank("sharer").on("host-1")
            request.pool = "shared"
            try await client.make(request)
            let files = try numbers(in: folder)
            let plan = try await client.migrationPlan("sharer", .init(host: "host-2"))
            #expect(plan.reasons == [] && plan.disks.filter { $0.target == "vda" }.map(\.transfer) == [.shared])
            let moved = try await client.migrateVM("sharer", .init(host: "host-2"), key: Client.idempotencyKey())
            try await client.succeeded(moved, within: .seconds(120))
            #expect(try await place.virsh("host-2", "domstate", "sharer") == "running")
            #expect(try await place.state("sharer", on: "host-1") == "absent")
            #expect(try numbers(in: folder) == files, "the files are the same, not copies")
            try await client.succeeded(try await client.deleteVM("sharer", key: Client.idempotencyKey()))
        }

        /// Inode numbers by file.
        private func numbers(in folder: String) throws -> [String: Int] {
            let files = try FileManager.default.contentsOfDirectory(atPath: folder).filter { $0.hasSuffix(".qcow2") }
            return try Dictionary(
                uniqueKeysWithValues: files.map { file in
                    let facts = try FileManager.default.attributesOfItem(atPath: "\(folder)/\(file)")
                    return (file, facts[.systemFileNumber] as? Int ?? 0)
                })
        }

        /// The hypervisor has the limit and the brake that were asked for.
        private func limits(_ place: MigrationSite, _ client: Client) async throws {
            try await client.make(.blank("slow").on("host-1"))
            var request = MigrateVirtualMachine(host: "host-2")
            (request.bandwidth, request.autoConverge) = (1 << 20, true)
            let accepted = try await client.migrateVM("slow", request, key: Client.idempotencyKey())
            try await eventually("the transfer goes on", within: .seconds(30)) {
                try await place.virsh("host-1", "domjobinfo", "slow").contains("Outgoing migration")
            }
            try await eventually("the guest may be slowed down", within: .seconds(30)) {
                try await place.monitor("host-1", "slow", "query-migrate-capabilities").contains(
                    #"{"state":true,"capability":"auto-converge"}"#)
            }
            try await eventually("the rate is limited", within: .seconds(30)) {
                try await place.monitor("host-1", "slow", "query-migrate-parameters").contains(
                    #""max-bandwidth":1048576"#)
            }
            try await eventually("progress is told", within: .seconds(20)) {
                try await client.operation(accepted.id.uuidString).progress.step.contains("MiB left")
            }
            _ = try await client.cancelOperation(accepted.id.uuidString, key: Client.idempotencyKey())
            #expect(try await client.settled(accepted, within: .seconds(120)).state == .cancelled)
            try await place.expectOnly(on: "host-1", "slow", "cancelled")
            try await client.succeeded(try await client.deleteVM("slow", key: Client.idempotencyKey()))
        }

        /// What the target lacks is said in plain words before anything begins.
        private func refusals(_ place: MigrationSite, _ client: Client) async throws {
            try await client.make(.blank("picky", start: false).on("host-1"))
            _ = try await place.virsh("host-1", "attach-interface", "picky", "bridge", "br-none", "--config")
            try await redefine("picky", on: "host-1", place) { text in
                let cpu =
                    "<cpu mode='custom' match='exact' check='none'><model fallback='forbid'>Skylake-Server</model></cpu>"
                return text.replacing(/<cpu mode=.*?<\/cpu>|<cpu mode=[^>]*\/>/.dotMatchesNewlines(), with: cpu)
            }
            let plan = try await client.migrationPlan("picky", .init(host: "host-2"))
            #expect(
                plan.reasons.sorted() == [
                    "host-2: it has no bridge br-none", "host-2: its CPU lacks what the guest's CPU has",
                ])
            let refused = await #expect(throws: Problem.self) {
                _ = try await client.migrateVM("picky", .init(host: "host-2"), key: Client.idempotencyKey())
            }
            #expect(refused?.status == 409 && refused?.detail.contains("no bridge br-none") == true)
            try await client.succeeded(try await client.deleteVM("picky", key: Client.idempotencyKey()))
            try await client.make(.blank("kept").on("host-1"))
            try await client.snapshot("kept", "s")
            #expect(
                try await client.migrationPlan("kept", .init(host: "host-2")).reasons
                    == ["it has snapshots, which cannot go with it; delete them first"])
            _ = try await client.setMaintenance("host-2", on: true)
            #expect(
                try await client.migrationPlan("kept", .init(host: "host-2")).reasons.filter {
                    $0.contains("maintenance")
                }.count == 1, "a reason is told once")
            _ = try await client.setMaintenance("host-2", on: false)
            try await client.succeeded(try await client.deleteVM("kept", key: Client.idempotencyKey()))
        }

        private func redefine(
            _ name: String, on host: String, _ place: MigrationSite, _ edit: (String) -> String
        ) async throws {
            let file = place.lab.folder + "/\(name).xml"
            let text = edit(try await place.virsh(host, "dumpxml", "--inactive", name))
            try text.write(toFile: file, atomically: true, encoding: .utf8)
            _ = try await place.virsh(host, "define", file)
        }

        /// Two of the three machines are on their way at once.
        private func evacuation(_ place: MigrationSite, _ client: Client) async throws {
            let names = ["e-1", "e-2", "e-3"]
            for name in names { try await client.make(.blank(name).on("host-1")) }
            let accepted = try await client.evacuate("host-1", key: Client.idempotencyKey())
            try await eventually("two move at once", within: .seconds(60), every: .milliseconds(50)) {
                let jobs = try await names.asyncMap { try await client.vm($0).operation != nil }
                return jobs.filter(\.self).count == 2
            }
            let end = try await client.succeeded(accepted, within: .seconds(180))
            #expect(end.notes?.count == 3 && end.notes?.allSatisfy { $0.contains(": moved to host-") } == true)
            #expect(try await place.virsh("host-1", "list", "--all", "--name") == "")
            for name in names {
                let row = try await client.vm(name)
                #expect(row.hostName != "host-1" && row.state == .running)
                #expect(try await place.virsh(row.hostName, "domstate", name) == "running")
            }
            _ = try await client.setMaintenance("host-1", on: false)
        }

        /// The machines are afterwards where the plan said that they would be.
        private func rebalancing(_ place: MigrationSite, _ client: Client) async throws {
            let plan = try await client.rebalancePlan()
            try #require(!plan.moves.isEmpty, "\(plan)")
            let stale = await #expect(throws: Problem.self) {
                _ = try await client.rebalance(plan: UUID().uuidString, key: Client.idempotencyKey())
            }
            #expect(stale?.code == ProblemCode.preconditionFailed.rawValue)
            let run = try await client.rebalance(plan: plan.id, key: Client.idempotencyKey())
            try await client.succeeded(run, within: .seconds(180))
            for move in plan.moves {
                #expect(try await client.vm(move.name).hostName == move.to)
                #expect(try await place.virsh(move.to, "domstate", move.name) == "running")
                #expect(try await place.state(move.name, on: move.from) == "absent")
            }
            #expect(try await client.rebalancePlan().spreadBefore < plan.spreadBefore)
        }
    }
}

extension MigrationSite {
    /// What QEMU itself says.
    fileprivate func monitor(_ host: String, _ vm: String, _ question: String) async throws -> String {
        try await virsh(host, "qemu-monitor-command", vm, #"{"execute":"\#(question)"}"#)
    }
}

extension Array {
    fileprivate func asyncMap<Value>(_ body: (Element) async throws -> Value) async rethrows -> [Value] {
        var values: [Value] = []
        for element in self { values.append(try await body(element)) }
        return values
    }
}
