import ApusModel
import ApusTesting
import Foundation
import Testing

@testable import ApusCore

/// What may be done with volumes and pools, and what is refused before any effect.
@Suite struct VolumeTests {
    @Test func `a volume is made, grown, copied, moved, wiped and deleted`() async throws {
        let stage = try await Self.stage()
        let (volumes, world) = (stage.plane.volumes, { stage.host.world.volumes })
        try await Self.done(stage, try await volumes.create(Self.request("data.qcow2"), .tester))
        #expect(world()["apus/data.qcow2"] == "1073741824 bytes")
        try await Self.done(stage, try await volumes.grow(Self.volume(stage), GrowVolume(capacity: 2 << 30), .tester))
        #expect(world()["apus/data.qcow2"] == "2147483648 bytes")
        let copy = try await volumes.clone(Self.volume(stage), CloneVolume(name: "copy.qcow2", pool: "fast"), .tester)
        let end = try await Self.done(stage, copy)
        #expect(end.created?.id == Volume.id(of: "copy.qcow2", in: FakeHost.poolID("fast")))
        #expect(world()["fast/copy.qcow2"] == "2147483648 bytes")
        try await Self.done(stage, try await volumes.move(Self.volume(stage), MoveVolume(pool: "fast"), .tester))
        #expect(world().keys.sorted() == ["fast/copy.qcow2", "fast/data.qcow2"])
        try await Self.done(stage, try await volumes.wipe(Self.volume(stage), .tester))
        #expect(world()["fast/data.qcow2"] == "zeros")
        try await Self.done(stage, try await volumes.delete(Self.volume(stage), .tester))
        #expect(world().keys.sorted() == ["fast/copy.qcow2"])
    }

    @Test(arguments: ["-x", "..", "a/b", "", ".x", "apus-00000000-0000-4000-8000-000000000001.qcow2"])
    func `a bad name is refused before any effect`(_ name: String) async throws {
        let stage = try await Self.stage()
        let found = await problem { try await stage.plane.volumes.create(Self.request(name), .tester) }
        #expect(found?.pointer == "/name")
        #expect(stage.host.world.volumes.isEmpty)
    }

    @Test func `a name that differs only by case is taken`() async throws {
        let stage = try await Self.stage()
        try await Self.done(stage, try await stage.plane.volumes.create(Self.request("data.qcow2"), .tester))
        let found = await problem { try await stage.plane.volumes.create(Self.request("DATA.qcow2"), .tester) }
        #expect(found?.code == "name-taken")
    }

    @Test func `what is larger than its pool, or takes more than is left, is refused as full`() async throws {
        let stage = try await Self.stage(capacity: 4 << 30, available: 1 << 30)
        var large = Self.request("large.qcow2")
        large.capacity = 5 << 30
        #expect(await problem { try await stage.plane.volumes.create(large, .tester) }?.status == 507)
        large.capacity = 3 << 30
        large.allocation = 2 << 30
        #expect(await problem { try await stage.plane.volumes.create(large, .tester) }?.status == 507)
        large.allocation = nil
        try await Self.done(stage, try await stage.plane.volumes.create(large, .tester))
    }

    @Test func `what a machine, an image or another volume needs is not deleted, wiped or moved`() async throws {
        let stage = try await Self.stage()
        let volumes = stage.plane.volumes
        stage.host.place(volume: "images/debian.qcow2")
        try await stage.plane.volumes.context.volumes(stage.host.id).look(pool: nil)
        #expect(await eventually { stage.estate.volumes.rows().contains { $0.name == "debian.qcow2" } })
        var image = try stage.estate.volumes.rows().resolve("debian.qcow2")
        image.path = "/images/debian.qcow2"
        #expect(throws: Problem.self) { try volumes.requireFree(image) }
        for (field, word) in [(\Volume.usedBy, "web"), (\Volume.backs, "over.qcow2")] {
            var volume = try stage.estate.volumes.rows().resolve("debian.qcow2")
            volume[keyPath: field] = [word]
            let found = await problem { try volumes.requireFree(volume) }
            #expect(found?.code == "conflict" && found?.candidates == [word])
        }
    }

    @Test func `a backing volume needs its format in so many words`() async throws {
        let stage = try await Self.stage()
        try await Self.done(stage, try await stage.plane.volumes.create(Self.request("data.qcow2"), .tester))
        var over = Self.request("over.qcow2")
        over.backing = .init(volume: "apus:data.qcow2")
        let unsaid = over
        #expect(await problem { try await stage.plane.volumes.create(unsaid, .tester) }?.pointer == "/backing/format")
        over.backing?.format = .qcow2
        try await Self.done(stage, try await stage.plane.volumes.create(over, .tester))
    }

    @Test func `a volume that was there before is never taken for ours`() async throws {
        let stage = try await Self.stage()
        stage.host.place(volume: "apus/data.qcow2", "somebody's")
        let end = try await stage.settle(try await stage.plane.volumes.create(Self.request("data.qcow2"), .tester))
        #expect(end.state == .failed && end.error?.code == "name-taken")
        #expect(stage.host.world.volumes["apus/data.qcow2"] == "somebody's")
    }

    @Test func `a full pool fails the operation as full and leaves nothing`() async throws {
        let stage = try await Self.stage()
        stage.host.onCall { if $0 == "createVolume" { throw DriverError(.full, "no space") } }
        let end = try await stage.settle(try await stage.plane.volumes.create(Self.request("data.qcow2"), .tester))
        #expect(end.state == .failed && end.error?.status == 507)
        #expect(stage.host.world.volumes.isEmpty)
    }

    static func request(_ name: String) -> CreateVolume { CreateVolume(pool: "apus", name: name, capacity: 1 << 30) }

    static func volume(_ stage: Stage) throws -> Volume { try stage.estate.volumes.rows().resolve("data.qcow2") }

    /// A host with the pools `apus` and `fast`.
    static func stage(capacity: Int64 = 1 << 40, available: Int64 = 1 << 40) async throws -> Stage {
        let stage = try await Stage()
        let host = stage.host.id
        let pools = ["apus", "fast", "images"].map { name in
            var row = StoragePool(
                id: FakeHost.poolID(name), name: name, host: host, hostName: "node1", state: .active)
            (row.type, row.path, row.capacity, row.available) = ("dir", "/pools/\(name)", capacity, available)
            return row
        }
        stage.estate.pools.upsert(pools)
        return stage
    }

    @discardableResult
    static func done(_ stage: Stage, _ operation: ApusModel.Operation) async throws -> ApusModel.Operation {
        let end = try await stage.settle(operation)
        #expect(end.state == .succeeded, "\(end.kind): \(end.error?.detail ?? "")")
        // The fake tells its volumes a moment later.
        #expect(
            await eventually {
                Set(stage.estate.volumes.rows().map { "\($0.pool)/\($0.name) \($0.capacity)" })
                    == Set(
                        stage.host.world.volumes.map {
                            "\($0) \($1.split(separator: " ").compactMap { Int64($0) }.first ?? 1 << 30)"
                        })
            })
        return end
    }
}
