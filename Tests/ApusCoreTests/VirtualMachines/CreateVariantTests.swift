import ApusModel
import ApusTesting
import Foundation
import Testing

@testable import ApusCore

/// Machines from ISOs, volumes, templates and empty disks, with several disks and interfaces.
@Suite(.timeLimit(.minutes(1))) struct CreateVariantTests {
    /// A stage whose host has a pool with a disc and a disk of somebody's.
    private func stage(_ hosts: [FakeHost] = [FakeHost()]) async throws -> Stage {
        let stage = try await Stage(hosts)
        stage.host.world.volumes["files/cd.iso"] = "a disc"
        stage.host.world.volumes["files/data.qcow2"] = "a disk"
        var pool = StoragePool(
            id: UUID(), name: "files", host: stage.host.id, hostName: stage.host.name, state: .active)
        pool.path = "/pools/files"
        stage.host.say(.pools(host: stage.host.id, [pool]))
        #expect(await eventually { stage.estate.pools.rows().contains { $0.name == "files" } })
        return stage
    }

    private func bare(_ name: String = "web1") -> CreateVirtualMachine {
        var request = CreateVirtualMachine(name: name)
        (request.cpus, request.memory) = (2, 256 << 20)
        return request
    }

    private func definition(_ stage: Stage, _ name: String) throws -> MachineDefinition {
        let machine = stage.host.world.machines.values.first { $0.definition.name == name }
        guard let machine else { throw Problem(.notFound, "no machine \(name)") }
        return machine.definition
    }

    @Test func `an installer gets empty disks, boots when they cannot, and has no seed`() async throws {
        let stage = try await stage()
        var request = bare()
        (request.iso, request.driversISO) = ("files/cd.iso", "files/cd.iso")
        request.diskSize = 2 << 30
        request.disks = [.init(size: 1 << 30)]
        request.disks?[0].format = .raw
        #expect(try await stage.create(request).state == .succeeded)
        let disks = try definition(stage, "web1").disks
        #expect(disks.map(\.device) == [.disk, .disk, .cdrom, .cdrom])
        #expect(disks.map(\.bootOrder) == [1, 2, 3, nil])
        #expect(disks.map(\.readOnly) == [false, false, true, true])
        let own = try stage.vm("web1").volumes.sorted()
        #expect(own.map { $0.split(separator: ".").last } == ["raw", "qcow2"])
        #expect(stage.host.world.volumes[own[0]] == "empty, \(1 << 30) bytes")
    }

    @Test func `an existing volume is used, kept, and refused while another machine has it`() async throws {
        let stage = try await stage()
        var request = bare()
        request.volume = "files/data.qcow2"
        #expect(try await stage.create(request).state == .succeeded)
        #expect(try definition(stage, "web1").disks.map(\.path) == ["/pools/files/data.qcow2"])
        #expect(try stage.vm("web1").volumes.isEmpty)
        request.name = "web2"
        let refusal = await problem { try await stage.plane.machines.create(request, .tester) }
        #expect(
            refusal?.status == 422 && refusal?.pointer == "/volume" && refusal?.errors?.first?.code == "volume/in-use")
        let vm = try stage.vm("web1")
        #expect(try await stage.settle(stage.plane.machines.delete(vm, .tester)).state == .succeeded)
        #expect(stage.host.world.volumes["files/data.qcow2"] == "a disk")
    }

    @Test func `two creates cannot take one volume at once`() async throws {
        let stage = try await stage()
        let gate = Gate()
        stage.host.onCall { if $0 == "define" { try await gate.wait() } }
        var request = bare("a")
        request.volume = "files/data.qcow2"
        let first = try await stage.plane.machines.create(request, .tester)
        request.name = "b"
        #expect(await problem { try await stage.plane.machines.create(request, .tester) }?.code == "locked")
        gate.open()
        #expect(try await stage.settle(first).state == .succeeded)
    }

    @Test func `interfaces have their own wishes and addresses of their own`() async throws {
        let stage = try await stage()
        var request = stage.request()
        var bridged = CreateVirtualMachine.NIC()
        (bridged.bridge, bridged.openVSwitch, bridged.model) = ("br0", true, "e1000e")
        var fixed = CreateVirtualMachine.NIC(network: "default")
        fixed.mac = "52:54:00:AA:BB:CC"
        request.nics = [.init(), bridged, fixed]
        request.bootOrder = [.network, .disk]
        #expect(try await stage.create(request).state == .succeeded)
        let made = try definition(stage, "web1")
        #expect(
            made.nics.map(\.source) == [.network("default"), .bridge("br0", openVSwitch: true), .network("default")])
        #expect(Set(made.nics.map(\.mac)).count == 3 && made.nics[2].mac == "52:54:00:aa:bb:cc")
        #expect(made.nics.map(\.bootOrder) == [1, 2, 3] && made.disks.first?.bootOrder == 4)
        request.name = "web2"
        let refusal = await problem { try await stage.plane.machines.create(request, .tester) }
        #expect(refusal?.pointer == "/nics/2/mac" && refusal?.errors?.first?.code == "mac/in-use")
    }

    @Test func `Windows gets hardware that it knows`() async throws {
        let plan = try MachineDefinition.Hardware.planned(os: .windows)
        #expect(plan.firmware == .uefi && plan.secureBoot && plan.tpm)
        let stage = try await stage()
        var request = bare("win")
        (request.os, request.iso, request.diskSize, request.tpm) = (.windows, "files/cd.iso", 1 << 30, false)
        #expect(try await stage.create(request).state == .succeeded)
        let made = try definition(stage, "win")
        #expect(made.disks.map(\.bus) == [.sata, .sata] && made.nics.map(\.model) == ["e1000e"])
        (request.name, request.driversISO) = ("win2", "files/cd.iso")
        #expect(try await stage.create(request).state == .succeeded)
        #expect(try definition(stage, "win2").disks.map(\.bus) == [.virtio, .sata, .sata])
    }

    @Test func `what a host does not offer is refused with what it offers`() async throws {
        let stage = try await stage()
        func refusal(_ change: (inout CreateVirtualMachine) -> Void) async -> Problem? {
            var request = stage.request()
            change(&request)
            return await problem { try await stage.plane.machines.create(request, .tester) }
        }
        #expect(await refusal { $0.tpm = true }?.pointer == "/tpm")
        #expect(await refusal { $0.machine = "microvm" }?.errors?.first?.message.contains("pc, q35") == true)
        #expect(await refusal { $0.architecture = "riscv64" }?.pointer == "/architecture")
        #expect(await refusal { $0.display = .spice }?.pointer == "/display")
        #expect(await refusal { $0.cpu = .init(model: "nope") }?.pointer == "/cpu/model")
        #expect(await refusal { $0.maximumCPUs = 65 }?.pointer == "/maximumCPUs")
        #expect(await refusal { ($0.secureBoot, $0.firmware) = (true, .bios) }?.pointer == "/secureBoot")
        let topology = CreateVirtualMachine.Topology(sockets: 2, cores: 2, threads: 1)
        #expect(await refusal { $0.cpu = .init(topology: topology) }?.errors?.first?.code == "product")
        #expect(stage.host.world.machines.isEmpty)
    }

    @Test func `many are made by a pattern, none when a name is taken, and a retry finds them`() async throws {
        let stage = try await stage([FakeHost(cpus: 2)])
        var request = stage.request("web-{n:02}")
        request.count = 3
        let caller = Caller.repeated("k", hash: "h")
        let batch = try await stage.plane.machines.createSeveral(request, caller)
        #expect(batch.operations.map(\.target.name) == ["web-01", "web-02"])
        #expect(batch.refused.map(\.name) == ["web-03"] && batch.refused.first?.problem.status == 507)
        for operation in batch.operations { #expect(try await stage.settle(operation).state == .succeeded) }
        let again = try await stage.plane.machines.createSeveral(request, caller)
        #expect(again.operations.map(\.id) == batch.operations.map(\.id))
        let refusal = await problem { try await stage.plane.machines.createSeveral(request, .tester) }
        #expect(refusal?.code == "name-taken" && refusal?.candidates == ["web-01", "web-02"])
    }

    @Test func `a dry run says everything and changes nothing`() async throws {
        let stage = try await stage([FakeHost("node1"), FakeHost("node2", cpus: 1)])
        var request = stage.request(cpus: 2)
        request.disks = [.init(size: 1 << 20)]
        let before = stage.host.world
        let preview = try await stage.plane.machines.preview(request, .tester)
        #expect(preview.host == "node1" && preview.refusals.map(\.host) == ["node2"])
        #expect(preview.disks.map(\.made) == [true, true, true] && preview.disks[1].size == 1 << 20)
        #expect(preview.nics.map(\.source) == ["default"] && preview.xml == "<domain>web1</domain>")
        #expect(stage.host.world == before && stage.estate.operations.rows().isEmpty)
    }

    @Test func `machines are linked to a template, which is neither started, changed nor deleted meanwhile`()
        async throws
    {
        let stage = try await stage()
        try await stage.create(stage.request("course"))
        let machines = stage.plane.machines
        let running = try stage.vm("course")
        #expect(await problem { try await machines.makeTemplate(running, .tester) }?.code == "invalid-state")
        _ = try await stage.settle(try await machines.stop(running, .init(graceSeconds: 0), .tester))
        let marked = try await machines.makeTemplate(try stage.vm("course"), .tester)
        #expect(try await stage.settle(marked).state == .succeeded)
        let template = try stage.vm("course")
        #expect(template.template)
        #expect(await problem { try await machines.start(template, .tester) }?.code == "invalid-state")
        var request = bare("pupil")
        request.template = "course"
        #expect(try await stage.create(request).state == .succeeded)
        let pupil = try stage.vm("pupil")
        #expect(pupil.linkedTo == template.id && pupil.image == "debian" && pupil.volumes.count == 2)
        let disk = try #require(pupil.volumes.first { $0.hasSuffix("qcow2") })
        let path = try #require(template.disks.first?.source)
        #expect(stage.host.world.volumes[disk]?.hasPrefix("linked of \(path)") == true)
        #expect(await problem { try await machines.unmakeTemplate(template, .tester) }?.code == "conflict")
        #expect(await problem { try await machines.delete(template, .tester) }?.candidates == ["pupil"])
        _ = try await stage.settle(try await machines.delete(pupil, .tester))
        let unmarked = try await stage.settle(try await machines.unmakeTemplate(template, .tester))
        #expect(unmarked.state == .succeeded)
        #expect(try !stage.vm("course").template)
    }
}

extension MachineDefinition.Hardware {
    fileprivate static func planned(os: CreateVirtualMachine.GuestSystem) throws -> Self {
        var request = CreateVirtualMachine(name: "x")
        request.os = os
        return try CreationPlan.hardware(request, cpus: 1, memory: 1 << 30)
    }
}
