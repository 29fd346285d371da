import ApusClient
import ApusModel
import Foundation
import Testing

extension IntegrationTests {
    /// apusd dies at every boundary of snapshot, revert and delete; the next one brings each to its end. The tree is then what
    /// `virsh` shows, the chain is sound, and no file is without an owner.
    @Suite struct SnapshotKills {
        @Test func `an external snapshot's life goes on wherever the server dies`() async throws {
            let creations = points("vm.snapshot.v1", ["own", "create", "observe"])
            let reverts = points(
                "vm.snapshot-switch.v1", ["power-off", "own", "overlays", "switch", "start", "clean", "observe"])
            let deletions = points("vm.snapshot-delete.v1", ["look", "delete", "merge", "power", "clean", "observe"])
            try await Site.with { site in
                try await site.server.use { _ = try await $0.make(.blank("swept")) }
                for (index, revert) in reverts.enumerated() {
                    let sweep = SnapshotSweep(site)
                    try await sweep.create(creations[index % creations.count] + "=kill")
                    try await sweep.revert(revert + "=kill")
                    try await sweep.delete(deletions[index % deletions.count] + "=kill")
                }
            }
        }

        @Test func `an internal snapshot's life goes on wherever the server dies`() async throws {
            let creations = points("vm.snapshot.v1", ["own", "create", "observe"])
            let reverts = points("vm.snapshot-revert.v1", ["revert", "power", "observe"])
            let deletions = points("vm.snapshot-delete.v1", ["delete", "merge", "clean"])
            try await Site.with { site in
                try await site.server.use { _ = try await $0.make(.blank("swept")) }
                for (index, revert) in reverts.enumerated() {
                    let sweep = SnapshotSweep(site)
                    try await sweep.create(creations[index] + "=kill", memory: true)
                    try await sweep.revert(revert + "=kill")
                    try await sweep.delete(deletions[index] + "=kill")
                }
            }
        }

        @Test func `what fails and dies while it is undone is undone to the end`() async throws {
            try await Site.with { site in
                try await site.server.use { _ = try await $0.make(.blank("swept")) }
                for step in ["own", "create"] {
                    let points = "vm.snapshot.v1/create/acted=error;vm.snapshot.v1/\(step)/undo=kill"
                    try await SnapshotSweep(site).create(points, endsAs: .failed)
                }
                try await site.server.use { try await $0.snapshot("swept", "s") }
                for step in ["power-off", "own", "overlays", "switch", "start"] {
                    let points = "vm.snapshot-switch.v1/start/acted=error;vm.snapshot-switch.v1/\(step)/undo=kill"
                    try await SnapshotSweep(site).revert(points, endsAs: .failed)
                }
            }
        }

        private func points(_ kind: String, _ steps: [String]) -> [String] {
            steps.flatMap { step in Requirements.killMoments.map { "\(kind)/\(step)/\($0)" } }
        }
    }
}

/// One boundary: die there, start again, look from outside.
private struct SnapshotSweep {
    let site: Site

    init(_ site: Site) { self.site = site }

    func create(
        _ failpoints: String, memory: Bool? = nil, endsAs state: ApusModel.Operation.State = .succeeded
    ) async throws {
        var request = CreateSnapshot(name: "s")
        request.memory = memory
        let body = request
        try await sweep(failpoints, endsAs: state) {
            try await $0.createSnapshot(of: "swept", body, key: Client.idempotencyKey())
        }
        try await look(failpoints, state == .succeeded ? ["s": nil] : [:])
    }

    func revert(_ failpoints: String, endsAs state: ApusModel.Operation.State = .succeeded) async throws {
        try await sweep(failpoints, endsAs: state) {
            try await $0.revert("swept", to: "s", RevertSnapshot(), key: Client.idempotencyKey())
        }
        try await look(failpoints, ["s": nil])
    }

    func delete(_ failpoints: String) async throws {
        try await sweep(failpoints, endsAs: .succeeded) {
            try await $0.deleteSnapshot("s", of: "swept", key: Client.idempotencyKey())
        }
        try await look(failpoints, [:])
    }

    private func look(_ failpoints: String, _ tree: [String: String?]) async throws {
        try await site.expectTree("swept", tree, current: tree.keys.first)
        #expect(try await site.host.virsh("domstate", "swept") == "running", "\(failpoints)")
        let isExternal = try await site.host.virsh("snapshot-list", "swept", "--name", "--disk-only") != ""
        let chain = try await site.chain("swept")
        #expect(chain.count == (isExternal ? 3 : 2), "\(failpoints): \(chain)")
        let files = try FileManager.default.contentsOfDirectory(atPath: site.poolFolder)
        let stray = files.filter { file in !file.hasSuffix("-seed.iso") && !chain.contains { $0.hasSuffix("/" + file) }
        }
        #expect(stray == [], "\(failpoints)")
        #expect(try await site.server.use { try await $0.vm("swept") }.volumes.count == files.count, "\(failpoints)")
        #expect(try await Leftovers.store(site.server.data + "/apus.sqlite") == [], "\(failpoints)")
    }

    private func sweep(
        _ failpoints: String, endsAs state: ApusModel.Operation.State,
        _ begin: @Sendable (Client) async throws -> ApusModel.Operation
    ) async throws {
        await site.server.kill()
        try await site.server.start(failpoints: failpoints)
        let accepted = try await site.server.use { client in
            try await client.awaitHost(Site.provider)
            return try await eventually("the change is accepted", within: .seconds(10)) { try await begin(client) }
        }
        #expect(try await site.server.end(within: .seconds(30)) == SIGKILL, "\(failpoints)")
        try await site.server.start()
        try await site.server.use { client in
            try await client.awaitHost(Site.provider)
            let end = try await client.settled(accepted, within: .seconds(60))
            #expect(end.state == state, "\(failpoints): \(end.error?.detail ?? "")")
        }
    }
}
