import ApusCore
import ApusModel
import Foundation
import Testing

@testable import LibvirtDriver

/// Pools and volumes on libvirt's in-process test driver.
@Suite struct VolumeTests {
    @Test func `volumes are made, read, listed and deleted`() async throws {
        try await TestNode.with { address in
            try await Watched.with(address) { watched in
                let volumes = try #require(try watched.drivers.volumes)
                let place = VolumePlace(pool: "pool", name: "data.qcow2")
                try await volumes.create(VolumeRequest(place, capacity: 1 << 20, allocation: 0, format: "qcow2"))
                try await volumes.look(pool: "pool")
                #expect(watched.sightings.view.volumes.map(\.fullName) == ["pool:data.qcow2"])
                let row = try #require(try await volumes.read(place))
                #expect(row.capacity == 1 << 20 && row.path == "/pool/data.qcow2")
                #expect(row.id == watched.sightings.view.volumes.first?.id)
                let error = await #expect(throws: DriverError.self) {
                    try await volumes.create(VolumeRequest(place, capacity: 1 << 20, format: "qcow2"))
                }
                #expect(error?.code == .exists)
                for _ in 1...2 { try await volumes.delete(place) }
                #expect(try await volumes.read(place) == nil)
                try await volumes.look(pool: nil)
                #expect(watched.sightings.view.volumes.isEmpty)
            }
        }
    }

    @Test func `disks made for machines show in the list by themselves`() async throws {
        try await TestNode.with { address in
            try await Watched.with(address) { watched in
                let disk = DiskRequest(
                    name: "web.qcow2", pool: "pool", capacity: 1 << 20, image: "/pool/base.img", imageFormat: .raw,
                    clone: .linked)
                _ = try await watched.storage.createDisk(disk)
                #expect(await watched.sightings.until { $0.volumes.map(\.name) == ["web.qcow2"] })
                try await watched.storage.deleteVolume("web.qcow2", in: "pool")
                #expect(await watched.sightings.until { $0.volumes.isEmpty })
            }
        }
    }

    @Test func `a thousand volumes are listed in slices, all of them`() async throws {
        try await TestNode.with { address in
            try await Watched.with(address) { watched in
                let volumes = try #require(try watched.drivers.volumes)
                try await watched.lanes.changes.perform("fill") { connection in
                    let pool = try connection.pool(named: "pool")
                    for index in 0..<1000 {
                        _ = try pool.createVolume("<volume><name>v\(index)</name><capacity>1</capacity></volume>")
                    }
                }
                try await volumes.look(pool: nil)
                #expect(Set(watched.sightings.view.volumes.map(\.name)).count == 1000)
                #expect(watched.sightings.view.volumes.count == 1000)
            }
        }
    }

    @Test func `a pool is defined, started, stopped, forgotten and restored`() async throws {
        try await TestNode.with { address in
            try await Watched.with(address) { watched in
                let pools = try #require(try watched.drivers.pools)
                let request = PoolRequest(id: UUID(), name: "fast", type: .dir, path: "/fast", source: .init())
                for _ in 1...2 { try await pools.define(request) }
                for _ in 1...2 { try await pools.start(request.id) }
                try await pools.setAutostart(request.id, true)
                try await pools.look()
                let row = watched.sightings.view.pools.first { $0.id == request.id }
                #expect(row?.state == .active && row?.autostart == true && row?.path == "/fast")
                for _ in 1...2 { try await pools.stop(request.id) }
                let definition = try #require(try await pools.definition(of: request.id))
                for _ in 1...2 { try await pools.undefine(request.id) }
                #expect(try await pools.read(request.id) == nil)
                try await pools.restore(definition)
                #expect(try await pools.read(request.id)?.name == "fast")
            }
        }
    }
}
