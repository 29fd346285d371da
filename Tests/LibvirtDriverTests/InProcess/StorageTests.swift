import ApusCore
import ApusModel
import Foundation
import Testing

@testable import LibvirtDriver

@Suite struct StorageTests {
    @Test func `a missing pool is made, also by two at once, and a stopped one is started`() async throws {
        try await TestNode.with { address in
            try await Watched.with(address) { watched in
                let storage = try watched.storage
                async let first: Void = storage.ensurePool("apus", path: nil)
                async let second: Void = storage.ensurePool("apus", path: nil)
                _ = try await (first, second)
                #expect(
                    await watched.sightings.until { $0.pools.contains { $0.name == "apus" && $0.state == .active } })
                let pool = watched.sightings.view.pools.first { $0.name == "apus" }
                #expect(pool?.path == "/var/lib/libvirt/images/apus")
                try await watched.lanes.changes.perform("stop") { try $0.pool(named: "apus").destroy() }
                try await storage.ensurePool("apus", path: nil)
                #expect(
                    await watched.sightings.until { $0.pools.contains { $0.name == "apus" && $0.state == .active } })
            }
        }
    }

    @Test func `a disk is made, made again, listed and deleted`() async throws {
        try await TestNode.with { address in
            try await Watched.with(address) { watched in
                let storage = try watched.storage
                let disk = DiskRequest(
                    name: "web.qcow2", pool: "pool", capacity: 1 << 20, image: "/pool/base.img", imageFormat: .raw,
                    clone: .linked)
                for _ in 1...2 {
                    #expect(try await storage.createDisk(disk) == VolumeFacts(path: "/pool/web.qcow2", format: "qcow2"))
                }
                #expect(try await storage.volumes(in: "pool") == ["web.qcow2"])
                for _ in 1...2 { try await storage.deleteVolume("web.qcow2", in: "pool") }
                #expect(try await storage.volumes(in: "pool").isEmpty)
                try await storage.deleteVolume("web.qcow2", in: "no-such-pool")
                #expect(try await storage.volumes(in: "no-such-pool").isEmpty)
            }
        }
    }

    @Test func `a driver without uploads says so`() async throws {
        try await TestNode.with { address in
            try await Watched.with(address) { watched in
                let storage = try watched.storage
                #expect(!storage.acceptsUploads)
                let error = await #expect(throws: DriverError.self) {
                    _ = try await storage.createFile("seed.iso", in: "pool", bytes: [1])
                }
                #expect(error?.code == .unsupported)
            }
        }
    }
}
