import ApusModel
import Foundation
import Schema
import Testing

@testable import ApusServer

/// What the schemas say against what the types encode to.
@Suite struct SchemaAgreementTests {
    static let id = UUID()
    static let now = Date(timeIntervalSince1970: 1_800_000_000)

    @Test func `every request type encodes to what its schema takes`() throws {
        let absent = try RequestSchemas.createVirtualMachine.faults(ofSample: Self.creation, complete: true)
        let excluded = ["/image", "/instanceType", "/nics/0/bridge", "/nics/0/device", "/template"]
        #expect(absent.map(\.pointer).filter { $0 != "/cpu/mode" }.sorted() == excluded, "which others exclude")
        var named = CreateVirtualMachine(name: "web", image: "tiny")
        named.instanceType = "small"
        try agree(RequestSchemas.createVirtualMachine, named, complete: false)
        try agree(RequestSchemas.stopVirtualMachine, StopVirtualMachine(graceSeconds: 5))
        var snapshot = CreateSnapshot(name: "before")
        (snapshot.description, snapshot.memory, snapshot.quiesce) = ("text", true, .always)
        (snapshot.disks, snapshot.kind) = (["vda"], .external)
        try agree(RequestSchemas.createSnapshot, snapshot)
        try agree(RequestSchemas.revertSnapshot, RevertSnapshot(start: true))
        try agree(RequestSchemas.startVirtualMachine, StartVirtualMachine(paused: true, discardSaved: false))
        try agree(RequestSchemas.cloneVirtualMachine, clone)
        try agree(RequestSchemas.nothing, [String: String]())
        try agree(RequestSchemas.exportVirtualMachine, ExportVirtualMachine(format: .ova, disk: "vda"))
        try agree(RequestSchemas.rescueVirtualMachine, RescueVirtualMachine(iso: "cd"))
        try agree(RequestSchemas.rebootVirtualMachine, RebootVirtualMachine(graceSeconds: 5, force: true))
        try agree(RequestSchemas.changeVirtualMachine, change)
        try agree(
            RequestSchemas.redefineVirtualMachine,
            RedefineVirtualMachine(xml: "<domain/>", base: "<domain/>", validate: false, allowDangerous: true))
        var provider = CreateProvider(name: "node-1", address: "qemu:///system")
        (provider.pool, provider.poolPath, provider.network, provider.accelerator) = ("apus", "/pool", "default", .tcg)
        try agree(RequestSchemas.createProvider, provider)
        var image = CreateImage(name: "tiny", path: "/images/tiny.qcow2")
        (image.format, image.host) = (.raw, "node1")
        (image.pool, image.size, image.family, image.source) = ("apus", 1, "tiny", .path)
        image.sha256 = String(repeating: "a", count: 64)
        image.sshUser = "debian"
        let missing = try RequestSchemas.createImage.faults(ofSample: image, complete: true)
        #expect(missing.map(\.pointer) == ["/url", "/sha256sumsURL", "/signatureURL"], "which a path excludes")
        var fetched = CreateImage(name: "tiny", source: .url)
        (fetched.url, fetched.sha256sumsURL) = ("https://example.org/a", "https://example.org/SHA256SUMS")
        fetched.signatureURL = "https://example.org/SHA256SUMS.gpg"
        try agree(RequestSchemas.createImage, fetched, complete: false)
        try agree(RequestSchemas.createImage, CreateImage(name: "tiny", source: .upload), complete: false)
        try agree(
            RequestSchemas.createInstanceType, CreateInstanceType(name: "small", cpus: 1, memory: 1 << 20, disk: 512))
    }

    private var clone: CloneVirtualMachine {
        var clone = CloneVirtualMachine(name: "web-2")
        (clone.description, clone.pool, clone.start, clone.linked) = ("a copy", "fast", true, false)
        (clone.cloudInit, clone.userData) = (Self.creation.cloudInit, "#!/bin/sh")
        (clone.networkConfig, clone.vendorData) = ("version: 2", "#cloud-config")
        return clone
    }

    @Test func `every resource type encodes to what its schema shows`() throws {
        try agree(ResourceSchemas.virtualMachine, machine)
        try agree(ResourceSchemas.machineExport, MachineExport(files: [.init(name: "vda.raw", size: 1)]))
        try agree(ResourceSchemas.host, host)
        try agree(ResourceSchemas.provider, provider)
        var image = Image(id: Self.id, number: 1, name: "tiny", path: "/x", format: .qcow2, createdAt: Self.now)
        image.virtualSize = 1 << 30
        (image.size, image.sha256, image.url, image.family) = (1 << 20, "00", "https://example.org/a", "tiny")
        (image.version, image.expiresAt, image.usedBy) = (1, Self.now, ["web"])
        image.signedBy = "E34B"
        image.sshUser = "debian"
        image.copies = [.init(host: Self.id, pool: "apus", volume: "image-1.qcow2", path: "/x", state: .ready)]
        try agree(ResourceSchemas.image, image)
        try agree(ResourceSchemas.imageUpload, ImageUpload(offset: 1, size: 2, expiresAt: Self.now))
        try agree(ResourceSchemas.imageRemoval, ImageRemoval(name: "a", deletes: ["b"], keeps: ["c"], usedBy: ["d"]))
        try agree(ResourceSchemas.writtenContent, WrittenContent(written: 1, size: 2))
        try agree(
            ResourceSchemas.instanceType,
            InstanceType(
                id: Self.id, number: 1, name: "small", cpus: 1, memory: 1 << 20, disk: 512, createdAt: Self.now))
        var pool = StoragePool(id: Self.id, name: "apus", host: Self.id, hostName: "node1", state: .active)
        (pool.path, pool.staleSince, pool.source) = ("/pool", Self.now, StorageSchemaTests.source)
        pool.promised = 1
        try agree(ResourceSchemas.pool, pool)
        var network = Network(id: Self.id, name: "default", host: Self.id, hostName: "node1", state: .active)
        (network.bridge, network.addresses, network.staleSince) = ("virbr0", ["192.168.122.1/24"], Self.now)
        (network.domain, network.mtu, network.vlan) = ("lab", 1400, 5)
        network.staticHosts = [StaticHost(mac: "52:54:00:00:00:01", ip: "192.168.122.5", name: "web")]
        network.dnsHosts = [DNSHost(name: "db", ip: "192.168.122.5")]
        try agree(ResourceSchemas.network, network)
        var snapshot = VirtualMachineSnapshot(
            id: Self.id, name: "before", vm: Self.id, vmName: "web", host: Self.id, hostName: "node1", kind: .internal,
            state: .off)
        (snapshot.description, snapshot.createdAt, snapshot.parent) = ("text", Self.now, "first")
        (snapshot.disks, snapshot.staleSince) = (["vda"], Self.now)
        try agree(ResourceSchemas.snapshot, snapshot)
        try agree(ResourceSchemas.operation, operation)
        try agree(ResourceSchemas.deletionPlan, plan)
        try agree(ResourceSchemas.creationPreview, Self.preview)
        try agree(
            ResourceSchemas.creationBatch,
            CreationBatch(operations: [operation], refused: [.init(name: "web", problem: problem)]))
        try agree(ResourceSchemas.machineCapabilities, Self.capabilities)
        try agree(ResourceSchemas.problem, problem)
        try agree(ResourceSchemas.machineXML, MachineXML(xml: "<domain/>\n"))
        try agree(ResourceSchemas.definitionReview, DefinitionReview(diff: "-a\n", faults: problem.errors ?? []))
        try agree(ResourceSchemas.health, Health(ready: true, version: "1", providers: 1, unreachable: ["x"]))
        try agree(ResourceSchemas.hostChecks, HostChecks(checks: [.init(name: "libvirt", state: .ok, detail: "fine")]))
    }

    @Test func `every code of a problem is one that the schema lists`() throws {
        for code in ProblemCode.allCases {
            try agree(ResourceSchemas.problem, Problem(code, "detail"), complete: false)
            #expect((400...599).contains(code.status))
        }
    }

    @Test func `the pattern of a rule says what its closure does`() throws {
        let texts = [
            "", "a", "A", "0", "-", "a-", "-a", "a-b", "a--b", "web-1", "a_b", "a.b", "a/b", "é", "a\n", "\na", "a b",
            String(repeating: "a", count: 63), String(repeating: "a", count: 64), "a\u{0}", "１",
        ]
        let pattern = try Regex(ResourceName.pattern)
        for text in texts {
            #expect((text.wholeMatch(of: pattern) != nil) == StringRule.resourceName.accepts(text), "\(text)")
        }
        #expect(
            StringRule.reference.accepts("web-1") && !StringRule.reference.accepts("-x")
                && !StringRule.reference.accepts(""))
    }

    private func agree(_ schema: Schema, _ sample: some Encodable, complete: Bool = true) throws {
        let faults = try schema.faults(ofSample: sample, complete: complete)
        #expect(faults.isEmpty, "\(type(of: sample)): \(faults)")
        #expect(schema.declarationFaults().isEmpty)
    }
}

extension SchemaAgreementTests {
    private var machine: VirtualMachine {
        var row = Rows.machine(1, on: Self.id)
        (row.disks, row.nics, row.hostDevices) = ([DeviceSamples.disk], [DeviceSamples.nic], [DeviceSamples.attached])
        row.addresses = [GuestAddress(address: "192.168.122.5", mac: "52:54:00:00:00:01", source: .lease)]
        (row.image, row.instanceType, row.createdAt, row.createdBy) = ("tiny", "small", Self.now, "ada")
        (row.title, row.tags, row.linkedTo) = ("Web", ["prod"], Self.id)
        row.clonedFrom = Self.id
        (row.volumes, row.operation, row.staleSince) = (["apus/x"], Self.id, Self.now)
        (row.title, row.tags, row.cpuModel, row.firmware) = ("Web", ["prod"], "host-model", "uefi")
        (row.graphics, row.video, row.bootOrder) = (["vnc"], ["virtio"], ["vda"])
        (row.startOrder, row.startDelay) = (1, 30)
        row.agent = .connected
        row.placement = .init(labels: ["rack=a1"], affinity: ["db"], antiAffinity: ["web"])
        return row
    }

    private var host: ApusModel.Host {
        var row = ApusModel.Host(id: Self.id, number: 1, name: "node1", provider: Self.id, providerName: "node-1")
        (row.fault, row.lastSeen, row.accelerators, row.warnings, row.vms) = ("x", Self.now, [.kvm], ["w"], ["web"])
        row.mode = .maintenance
        (row.labels, row.capabilities) = (["rack": "a1"], [.create])
        row.overcommit = .init(cpu: 2, memory: 1, disk: 3)
        row.reserved = .init(cpus: 1, memory: 1, disk: 1)
        return row
    }

    private var provider: Provider {
        var row = Provider(
            id: Self.id, number: 1, name: "node-1", kind: .libvirt, address: "qemu:///system",
            settings: ProviderSettings(poolPath: "/pool"), createdAt: Self.now)
        (row.fault, row.lastSeen, row.configured) = ("x", Self.now, true)
        return row
    }

    private var operation: ApusModel.Operation {
        var row = ApusModel.Operation(
            id: Self.id, kind: "vm.delete", target: .init(kind: "vm", id: Self.id, name: "web"), host: Self.id,
            actor: "ada",
            createdAt: Self.now)
        (row.startedAt, row.finishedAt, row.error, row.deleted) = (Self.now, Self.now, problem, plan)
        (row.created, row.notes) = (row.target, ["at the next start"])
        return row
    }

    private var plan: DeletionPlan {
        var plan = DeletionPlan(vm: Self.id, name: "web", deletes: ["apus/x"], keeps: ["/y"])
        plan.notes = ["/y stays: it is an image."]
        return plan
    }

    private var change: ChangeVirtualMachine {
        var change = ChangeVirtualMachine()
        (change.name, change.title, change.description, change.tags) = ("web", "Web", "a\nb", ["prod"])
        (change.cpus, change.memory, change.maximumCPUs, change.maximumMemory) = (1, 1 << 30, 2, 2 << 30)
        (change.autostart, change.startOrder, change.startDelay) = (true, 1, 30)
        (change.deleteProtection, change.startProtection, change.bootOrder) = (true, false, ["vda"])
        change.cpu = .init(mode: .custom, model: "qemu64", topology: .init(sockets: 1, cores: 2, threads: 1))
        (change.machine, change.firmware, change.graphics, change.video) = ("pc-q35-7.2", .uefi, .vnc, "virtio")
        return change
    }

    private var problem: Problem {
        var problem = Problem(.locked, "detail", errors: [.init(pointer: "/x", code: "range", message: "m")])
        (problem.instance, problem.operation, problem.candidates) = ("r", Self.id, ["c"])
        (problem.refusals, problem.retryAfter) = ([.init(host: "node1", reason: "full")], 5)
        return problem
    }
}
