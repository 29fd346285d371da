import ApusModel
import ApusTesting
import Foundation
import Testing

@testable import ApusCore

@Suite(.timeLimit(.minutes(1))) struct CreateTests {
    @Test func `a created machine runs, has its disk, and is shown`() async throws {
        let stage = try await Stage()
        let operation = try await stage.create(stage.request())
        #expect(operation.state == .succeeded)
        let vm = try stage.vm("web1")
        #expect(vm.state == .running && vm.managed && vm.operation == nil && vm.image == "debian")
        #expect(vm.createdBy == "tester")
        #expect(stage.host.world.volumes.keys.sorted() == vm.volumes.sorted())
        #expect(await (stage.store as? MemoryStore)?.locks == [])
    }

    @Test func `a machine is made without being started when asked`() async throws {
        let stage = try await Stage()
        var request = stage.request()
        request.start = false
        #expect(try await stage.create(request).state == .succeeded)
        #expect(try stage.vm("web1").state == .off)
    }

    @Test(arguments: [
        "", "Web", "-a", "a-", "a_b", "a.b", "../a", "é", String(repeating: "a", count: 64), "a\n", "a b",
    ])
    func `a name outside the grammar is refused`(_ name: String) async throws {
        let stage = try await Stage()
        let refusal = await problem { try await stage.plane.machines.create(stage.request(name), .tester) }
        #expect(refusal?.status == 422 && refusal?.pointer == "/name")
    }

    @Test func `a name that is taken in any case on any host is refused`() async throws {
        let host = FakeHost()
        host.settle(.sample(name: "WEB1"), .off, managed: false)
        let stage = try await Stage([host])
        let refusal = await problem { try await stage.plane.machines.create(stage.request("web1"), .tester) }
        #expect(refusal?.code == "name-taken" && refusal?.status == 409)
    }

    @Test func `an unknown image, type and host are faults of their fields`() async throws {
        let stage = try await Stage()
        var image = stage.request()
        image.image = "nope"
        #expect(await problem { try await stage.plane.machines.create(image, .tester) }?.pointer == "/image")
        var type = stage.request()
        type.instanceType = "nope"
        #expect(await problem { try await stage.plane.machines.create(type, .tester) }?.pointer == "/instanceType")
        var host = stage.request()
        host.host = "nope"
        let refusal = await problem { try await stage.plane.machines.create(host, .tester) }
        #expect(refusal?.pointer == "/host" && refusal?.status == 422)
    }

    @Test func `a request says its size by a type, or by cpus and memory`() async throws {
        let stage = try await Stage()
        var bare = CreateVirtualMachine(name: "web1", image: "debian")
        bare.cpus = 1
        #expect(await problem { try await stage.plane.machines.create(bare, .tester) }?.status == 422)
        _ = try await stage.plane.instanceTypes.add(
            CreateInstanceType(name: "small", cpus: 2, memory: 1 << 30, disk: 2 << 30))
        var typed = CreateVirtualMachine(name: "web1", image: "debian")
        typed.instanceType = "small"
        #expect(try await stage.create(typed).state == .succeeded)
        let vm = try stage.vm("web1")
        #expect(vm.cpus == 2 && vm.memory == 1 << 30)
        #expect(stage.host.world.volumes.values.contains { $0.hasSuffix("\(2 << 30) bytes") })
    }

    @Test func `a disk smaller than its image is refused, and one of no size takes the image's`() async throws {
        let stage = try await Stage()
        var small = stage.request()
        small.diskSize = (1 << 30) - 1
        let refusal = await problem { try await stage.plane.machines.create(small, .tester) }
        #expect(refusal?.status == 422 && refusal?.pointer == "/diskSize")
        try await stage.create(stage.request())
        #expect(stage.host.world.volumes.values.contains { $0.hasSuffix("\(1 << 30) bytes") })
    }

    @Test func `an unknown network is refused with the names of those there are`() async throws {
        let host = FakeHost()
        host.networks = ["lab", "default"]
        let stage = try await Stage([host])
        var request = stage.request()
        request.network = "nope"
        let refusal = await problem { try await stage.plane.machines.create(request, .tester) }
        #expect(refusal?.pointer == "/network")
        #expect(refusal?.errors?.first?.message.contains("default, lab") == true)
    }

    @Test func `an accelerator that the host does not offer is refused, and auto takes what works`() async throws {
        let stage = try await Stage()
        var request = stage.request()
        request.accelerator = .kvm
        let refusal = await problem { try await stage.plane.machines.create(request, .tester) }
        #expect(refusal?.pointer == "/accelerator")
        request.accelerator = .auto
        #expect(try await stage.create(request).state == .succeeded)
        #expect(stage.host.world.machines.values.first?.definition.accelerator == .tcg)
    }

    @Test func `a host that takes no uploads makes machines without cloud-init and refuses those that want it`()
        async throws
    {
        let host = FakeHost()
        host.takesUploads = false
        let stage = try await Stage([host])
        #expect(try await stage.create(stage.request("plain")).state == .succeeded)
        var request = stage.request("wants")
        request.cloudInit = CloudInit(user: "me", packages: ["nano"])
        let operation = try await stage.create(request)
        #expect(operation.state == .failed && operation.error?.detail.contains("cloud-init") == true)
        #expect(stage.host.world.machines.count == 1)
    }

    @Test func `the row of a machine in creation is there at once, and gone after a failure`() async throws {
        let stage = try await Stage()
        let gate = Gate()
        stage.host.onCall { if $0 == "define" { try await gate.wait(); throw DriverError(.refused, "no") } }
        let operation = try await stage.plane.machines.create(stage.request(), .tester)
        let shown = try stage.vm("web1")
        #expect(shown.state == .starting && shown.operation == operation.id && shown.nativeState == "creating")
        stage.host.relist()
        gate.open()
        #expect(try await stage.settle(operation).state == .failed)
        #expect(stage.estate.machines.rows().isEmpty)
        #expect(stage.host.world == FakeHost.World())
    }
}
