import ApusModel
import ApusTesting
import Foundation
import Logging
import Testing

@testable import ApusCore

@Suite(.timeLimit(.minutes(1))) struct VerbTests {
    @Test func `a machine is stopped, started and deleted with its volumes`() async throws {
        let stage = try await Stage()
        try await stage.create(stage.request())
        let machines = stage.plane.machines
        let stop = try await machines.stop(try stage.vm("web1"), .init(graceSeconds: 5), .tester)
        #expect(await eventually { stage.clock.sleepers > 0 })
        stage.clock.advance(by: .milliseconds(250))
        #expect(try await stage.settle(stop).state == .succeeded)
        #expect(try stage.vm("web1").state == .off)
        #expect(!stage.host.calls.contains("powerOff"), "the guest went by itself")
        #expect(try await stage.settle(try await machines.start(try stage.vm("web1"), .tester)).state == .succeeded)
        #expect(try stage.vm("web1").state == .running)
        let plan = try machines.deletionPlan(try stage.vm("web1"))
        let delete = try await stage.settle(try await machines.delete(try stage.vm("web1"), .tester))
        #expect(delete.state == .succeeded && delete.deleted == plan)
        #expect(stage.host.world == FakeHost.World())
        #expect(stage.estate.machines.rows().isEmpty)
    }

    @Test func `a guest that does not hear is powered off when its time is over`() async throws {
        let stage = try await Stage()
        try await stage.create(stage.request())
        stage.host.obeysShutdown = false
        let stop = try await stage.plane.machines.stop(try stage.vm("web1"), .init(graceSeconds: 1), .tester)
        for _ in 0..<4 {
            #expect(await eventually { stage.clock.sleepers > 0 })
            #expect(stage.host.rows.first?.state == .running)
            stage.clock.advance(by: .milliseconds(250))
        }
        #expect(try await stage.settle(stop).state == .succeeded)
        #expect(try stage.vm("web1").state == .off)
    }

    @Test func `a stop may be cancelled while the guest has its time`() async throws {
        let stage = try await Stage()
        try await stage.create(stage.request())
        stage.host.obeysShutdown = false
        let stop = try await stage.plane.machines.stop(try stage.vm("web1"), .init(graceSeconds: 60), .tester)
        #expect(await eventually { stage.clock.sleepers > 0 })
        #expect(try stage.vm("web1").state == .stopping)
        _ = try await stage.plane.operations.cancel(stop.id)
        #expect(try await stage.settle(stop).state == .cancelled)
        #expect(try stage.vm("web1").state == .running)
    }

    @Test func `starting a running machine is refused, stopping a stopped one succeeds`() async throws {
        let stage = try await Stage()
        try await stage.create(stage.request())
        let running = try stage.vm("web1")
        let refusal = await problem { try await stage.plane.machines.start(running, .tester) }
        #expect(refusal?.code == "invalid-state" && refusal?.status == 409)
        for _ in 0..<2 {
            let stop = try await stage.plane.machines.stop(try stage.vm("web1"), .init(graceSeconds: 0), .tester)
            #expect(try await stage.settle(stop).state == .succeeded)
        }
    }

    @Test func `a foreign machine is started and stopped but never deleted`() async throws {
        let host = FakeHost()
        let id = host.settle(.sample(name: "foreign"), .off, managed: false)
        let stage = try await Stage([host])
        let refusal = await problem { try await stage.plane.machines.delete(try stage.vm("foreign"), .tester) }
        #expect(refusal?.code == "not-managed" && refusal?.status == 409)
        let start = try await stage.plane.machines.start(try stage.vm("foreign"), .tester)
        #expect(try await stage.settle(start).state == .succeeded)
        #expect(host.world.machines[id]?.state == .running)
        let stop = try await stage.plane.machines.stop(try stage.vm("foreign"), .init(graceSeconds: 0), .tester)
        #expect(try await stage.settle(stop).state == .succeeded)
        #expect(host.world.machines[id]?.state == .off)
    }

    @Test func `a start that fails leaves a machine off that was off`() async throws {
        let host = FakeHost()
        host.settle(.sample(name: "web1"), .off)
        let stage = try await Stage([host])
        host.onCall { if $0 == "start" { throw DriverError(.refused, "no memory") } }
        let start = try await stage.settle(try await stage.plane.machines.start(try stage.vm("web1"), .tester))
        #expect(start.state == .failed && start.error?.status == 502 && start.error?.detail == "no memory")
        let vm = try stage.vm("web1")
        #expect(vm.state == .off && vm.operation == nil)
    }

    @Test func `a deletion keeps disks that are not the machine's own`() throws {
        var vm = VirtualMachine(id: UUID(), name: "web1", host: UUID(), hostName: "node1", state: .off)
        let volume = "apus-\(vm.id.uuidString.lowercased()).qcow2"
        vm.managed = true
        vm.volumes = ["apus/" + volume]
        vm.disks = [
            Disk(device: .disk, target: "vda", source: "/pools/apus/" + volume),
            Disk(device: .disk, target: "vdb", source: "/srv/data.raw"),
        ]
        let plan = try machines().deletionPlan(vm)
        #expect(plan.deletes == ["apus/" + volume] && plan.keeps == ["/srv/data.raw"])
    }

    @Test func `a copy that carries its model's metadata does not take the model's disks with it`() throws {
        let model = "apus-\(UUID().uuidString.lowercased()).qcow2"
        var copy = VirtualMachine(id: UUID(), name: "web1-clone", host: UUID(), hostName: "node1", state: .off)
        copy.managed = true
        copy.volumes = ["apus/" + model]
        copy.disks = [Disk(device: .disk, target: "vda", source: "/pools/apus/" + model)]
        let plan = try machines().deletionPlan(copy)
        #expect(plan.deletes.isEmpty && plan.keeps == ["/pools/apus/" + model])
    }

    private func machines() -> VirtualMachines {
        let estate = Estate()
        return VirtualMachines(estate: estate, operations: operations(estate), claims: MemoryStore())
    }

    private func operations(_ estate: Estate) -> Operations {
        let context = WorkflowContext(
            drivers: { _ in throw DriverError(.unreachable, "none") }, observed: { _, _ in })
        return Operations(store: MemoryStore(), estate: estate, context: context, logger: .init(label: "test"))
    }
}
