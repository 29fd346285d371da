import ApusModel
import ApusTesting
import Foundation
import Testing

@testable import ApusCore

/// What a clone takes of its source, and what it refuses.
@Suite(.timeLimit(.minutes(1))) struct CloneTests {
    /// A stage with a machine that is off, whose volumes lie in a pool with a folder.
    private func stage(
        _ state: VirtualMachineState = .off, capacity: Int64 = 0, memory: Int64 = 256 << 20
    ) async throws -> Stage {
        let stage = try await Stage()
        var request = stage.request(memory: memory)
        request.start = false
        try await stage.create(request)
        var pool = StoragePool(
            id: FakeHost.poolID("apus"), name: "apus", host: stage.host.id, hostName: stage.host.name, state: .active)
        (pool.path, pool.capacity, pool.type) = ("/pools/apus", capacity, "dir")
        stage.host.say(.pools(host: stage.host.id, [pool]))
        var row = try stage.vm("web1")
        (row.state, row.tags) = (state, ["prod"])
        stage.host.world.machines[row.id]?.state = state
        stage.host.say(.machine(row))
        #expect(
            await eventually {
                let shown = try? stage.vm("web1")
                return shown?.state == state && stage.estate.pools.rows().contains { $0.path == "/pools/apus" }
            })
        return stage
    }

    private func clone(
        _ stage: Stage, _ change: (inout CloneVirtualMachine) -> Void = { _ in }
    ) async throws -> ApusModel.Operation {
        var request = CloneVirtualMachine(name: "web2")
        change(&request)
        return try await stage.plane.machines.clone(try stage.vm("web1"), request, .tester)
    }

    @Test func `a copy has volumes, addresses and a seed of its own, and its source's tags`() async throws {
        let stage = try await stage()
        let before = stage.host.world
        let operation = try await stage.settle(try await clone(stage))
        #expect(operation.state == .succeeded && operation.created?.name == "web2")
        let (source, copy) = (try stage.vm("web1"), try stage.vm("web2"))
        #expect(copy.state == .off && copy.managed && copy.clonedFrom == source.id && copy.image == "debian")
        #expect(copy.volumes.count == 2 && Set(copy.volumes).isDisjoint(with: source.volumes))
        #expect(copy.volumes.allSatisfy { $0.hasPrefix("apus/" + CreationPlan.volumePrefix(copy.id)) })
        #expect(Set(copy.nics.map(\.mac)).isDisjoint(with: source.nics.map(\.mac)))
        let sources = Set(copy.disks.compactMap(\.source))
        #expect(sources == Set(copy.volumes.map { "/pools/\($0)" }))
        let volumes = stage.host.world.volumes
        #expect(volumes[copy.volumes[0]] == volumes[source.volumes[0]], "the disk")
        #expect(volumes[copy.volumes[1]] != volumes[source.volumes[1]], "the seed has another instance-id")
        #expect(stage.host.world.machines[source.id] == before.machines[source.id])
        #expect(stage.host.world.machines[copy.id]?.definition.ownership.tags == ["prod"])
        #expect(await eventually { (try? await stage.store.claims().claims.isEmpty) == true })
        let deletion = try await stage.settle(try await stage.plane.machines.delete(copy, .tester))
        #expect(deletion.state == .succeeded && stage.host.world.volumes == before.volumes)
    }

    @Test func `a copy of a machine without a seed has one only where asked`() async throws {
        let stage = try await stage()
        let id = try stage.vm("web1").id
        stage.host.world.machines[id]?.definition.disks.removeLast()
        var row = try stage.vm("web1")
        row.disks.removeLast()
        stage.host.say(.machine(row))
        #expect(await eventually { (try? stage.vm("web1"))?.disks.count == 1 })
        let plain = try await stage.settle(try await clone(stage))
        #expect(plain.notes?.contains { $0.contains("no cloud-init seed") } == true)
        #expect(try stage.vm("web2").volumes.count == 1)
        let asked = try await clone(stage) {
            ($0.name, $0.cloudInit) = ("web3", CloudInit(user: "ada"))
        }
        #expect(try await stage.settle(asked).state == .succeeded)
        #expect(try stage.vm("web3").volumes.count == 2)
    }

    @Test(arguments: [VirtualMachineState.running, .paused, .saved])
    func `a machine that is not off is refused with the next step`(_ state: VirtualMachineState) async throws {
        let stage = try await stage(state)
        let refusal = await problem { try await clone(stage) }
        #expect(refusal?.code == "invalid-state" && refusal?.detail.contains("stop") == true)
    }

    @Test func `linked copies, taken names, and disks that something else writes are refused`() async throws {
        let stage = try await stage()
        let linked = await problem { try await clone(stage) { $0.linked = true } }
        #expect(linked?.pointer == "/linked" && linked?.detail.contains("apus vm template") == true)
        #expect(await problem { try await clone(stage) { $0.name = "WEB1".lowercased() } }?.code == "name-taken")
        #expect(await problem { try await clone(stage) { $0.pool = "nope" } }?.pointer == "/pool")
        var row = try stage.vm("web1")
        row.disks[0].source = "/dev/sdc"
        stage.host.say(.machine(row))
        #expect(await eventually { (try? stage.vm("web1"))?.disks[0].source == "/dev/sdc" })
        let stray = await problem { try await clone(stage) }
        #expect(stray?.code == "conflict" && stray?.detail.contains("no storage pool") == true)
    }

    @Test func `a pool and a host without room are named`() async throws {
        let small = try await stage(capacity: 1 << 20)
        let full = await problem { try await clone(small) }
        #expect(full?.code == "pool-full" && full?.detail.contains("\"apus\"") == true)
        let busy = try await stage(memory: 10 << 30)
        let refusal = await problem { try await clone(busy) }
        #expect(refusal?.code == "no-capacity" && refusal?.refusals?.count == 1)
    }

    @Test func `while a copy is made neither it nor its source can be changed`() async throws {
        let stage = try await stage()
        let gate = Gate()
        stage.host.onCall { if $0 == "cloneVolume" { try await gate.wait() } }
        let operation = try await clone(stage)
        let source = try stage.vm("web1")
        #expect(await problem { try await stage.plane.machines.start(source, .tester) }?.code == "locked")
        #expect(try stage.vm("web2").nativeState == "creating")
        gate.open()
        #expect(try await stage.settle(operation).state == .succeeded)
    }
}
