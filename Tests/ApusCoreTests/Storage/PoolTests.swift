import ApusModel
import ApusTesting
import Foundation
import Testing

@testable import ApusCore

@Suite struct PoolTests {
    @Test(arguments: [
        "/", "/etc", "/etc/apus", "/proc", "/proc/self", "/sys", "/dev/shm", "/usr/share/x", "/var", "/var/lib",
        "/boot",
        "/root", "/home", "/tmp", "relative", "/a/../etc", "/a//b", "/run/libvirt/x", "/var/lib/libvirt/qemu/x",
    ])
    func `a pool over the host's own files is refused`(_ path: String) async throws {
        let stage = try await VolumeTests.stage()
        var request = CreatePool(host: "node1", name: "bad")
        request.path = path
        let asked = request
        #expect(await problem { try await stage.plane.pools.create(asked, .tester) }?.pointer == "/path")
        #expect(stage.host.world.other.isEmpty)
    }

    @Test func `folders for volumes alone are allowed`() {
        for path in ["/srv/apus", "/var/lib/libvirt/images", "/home/ada/vms", "/data", "/mnt/nfs", "/tmp/x/pool"] {
            #expect(PoolPathRule.fault(of: path) == nil, "\(path)")
        }
    }

    @Test func `each type says which fields it needs and which it does not know`() async throws {
        let stage = try await VolumeTests.stage()
        var request = CreatePool(host: "node1", name: "share", type: .netfs)
        (request.path, request.sourceName) = ("/mnt/share", "x")
        let asked = request
        let found = await problem { try await stage.plane.pools.create(asked, .tester) }
        #expect(found?.errors?.map(\.pointer) == ["/sourceHost", "/sourcePath", "/sourceName"])
    }

    @Test func `a type that the host does not offer is a fault of the request`() async throws {
        let stage = try await VolumeTests.stage()
        var request = CreatePool(host: "node1", name: "ceph", type: .rbd)
        (request.sourceHost, request.sourceName) = ("mon", "rbd")
        let asked = request
        let found = await problem { try await stage.plane.pools.create(asked, .tester) }
        #expect(found?.pointer == "/type" && found?.status == 422)
    }

    @Test func `names and directories of pools are taken once`() async throws {
        let stage = try await VolumeTests.stage()
        for (name, path, code) in [("apus", "/srv/x", "name-taken"), ("other", "/pools/apus", "conflict")] {
            var request = CreatePool(host: "node1", name: name)
            request.path = path
            let asked = request
            #expect(await problem { try await stage.plane.pools.create(asked, .tester) }?.code == code)
        }
    }

    @Test func `a pool that a machine uses is not deleted, and one that a running machine uses not stopped`()
        async throws
    {
        let stage = try await VolumeTests.stage()
        let pool = try #require(stage.estate.pools.rows().first { $0.name == "apus" })
        var vm = VirtualMachine(id: UUID(), name: "web", host: stage.host.id, hostName: "node1", state: .off)
        vm.disks = [Disk(device: .disk, target: "vda", source: "/pools/apus/x.qcow2")]
        stage.estate.observed(vm.key, vm)
        let found = await problem { try await stage.plane.pools.delete(pool, .tester) }
        #expect(found?.code == "conflict" && found?.candidates == ["web"])
        vm.state = .running
        stage.estate.observed(vm.key, vm)
        #expect(await problem { try await stage.plane.pools.stop(pool, .tester) }?.code == "conflict")
    }

    @Test func `usage sums what a pool holds, largest first, and names orphans`() async throws {
        let stage = try await VolumeTests.stage(capacity: 1000)
        let pool = try #require(stage.estate.pools.rows().first { $0.name == "apus" })
        let rows = [("a", 10), ("apus-\(UUID().uuidString.lowercased()).qcow2", 30), ("c", 20)].map { name, size in
            var row = Volume(
                name: name, pool: "apus", poolID: pool.id, host: pool.host, hostName: "node1", type: .file,
                path: "/pools/apus/\(name)")
            (row.capacity, row.allocation) = (1000, Int64(size))
            return row
        }
        stage.estate.place(rows, of: pool.id, on: pool.host)
        let usage = stage.plane.pools.usage(of: pool)
        #expect(usage.largest.map(\.allocation) == [30, 20, 10])
        #expect(usage.orphans.map(\.allocation) == [30])
        #expect(usage.promised == 3000 && usage.overcommit == 3 && usage.volumes == 3)
        #expect(usage.shares["unused"] == .init(volumes: 2, allocation: 30))
    }
}
