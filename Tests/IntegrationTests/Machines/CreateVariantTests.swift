import ApusClient
import ApusModel
import Foundation
import Testing

extension IntegrationTests {
    /// Machines from other things than an image, and of other hardware, as libvirt sees them.
    @Suite struct CreationVariants {
        private static func bare(_ name: String) -> CreateVirtualMachine {
            var request = CreateVirtualMachine(name: name)
            (request.cpus, request.memory, request.start) = (1, 64 << 20, true)
            return request
        }

        /// A CD-ROM's image in the pool, which libvirt knows.
        private static func disc(_ site: Site) async throws -> String {
            try await site.server.use { client in _ = try await client.make(.blank("first", start: false)) }
            let folder = site.poolFolder
            let source = site.host.folder + "/disc-files"
            try FileManager.default.createDirectory(atPath: source, withIntermediateDirectories: true)
            try "hello".write(toFile: source + "/readme", atomically: true, encoding: .utf8)
            try await Tool.output("/usr/bin/genisoimage", ["-quiet", "-o", folder + "/cd.iso", source])
            return "\(Site.pool)/cd.iso"
        }

        @Test func `an installer has its disc, empty disks and interfaces, and takes its own disks away`() async throws
        {
            try await Site.with { site in
                let disc = try await Self.disc(site)
                try await site.server.use { client in
                    var request = Self.bare("installer")
                    (request.iso, request.diskSize, request.title, request.tags) = (
                        disc, 8 << 20, "An <installer>", ["a&b"]
                    )
                    var second = CreateVirtualMachine.Disk(size: 4 << 20)
                    (second.bus, second.format, second.serial, second.cache) = (.scsi, .raw, "S-1", .writeback)
                    var third = CreateVirtualMachine.Disk()
                    (third.image, third.discard) = (Images.blank, false)
                    request.disks = [second, third]
                    var nic = CreateVirtualMachine.NIC(network: "default")
                    (nic.mac, nic.model, nic.linkUp) = ("52:54:00:ab:cd:ef", "e1000e", false)
                    request.nics = [.init(network: "default"), nic]
                    request.cpu = .init(mode: .maximum, topology: .init(sockets: 1, cores: 2, threads: 1))
                    (request.maximumCPUs, request.maximumMemory) = (2, 128 << 20)
                    let vm = try await client.make(request)
                    #expect(vm.title == "An <installer>" && vm.tags == ["a&b"] && vm.volumes.count == 3)
                    try await Self.look(site)
                    #expect(try await Refusal.of { try await client.make(Self.taking(vm)) } == "volume/in-use")
                    try await client.succeeded(try await client.deleteVM("installer", key: Client.idempotencyKey()))
                }
                let left = try await site.host.virsh("vol-list", Site.pool)
                #expect(left.contains("cd.iso") && left.split(separator: "\n").count == 3)
            }
        }

        private static func taking(_ vm: VirtualMachine) -> CreateVirtualMachine {
            var request = bare("thief")
            request.volume = vm.volumes.first
            return request
        }

        private static func look(_ site: Site) async throws {
            let blocks = try await site.host.virsh("domblklist", "installer", "--details")
            for line in [/disk +vda .*\.qcow2/, /disk +sda .*-1\.raw/, /disk +vdb .*-2\.qcow2/, /cdrom +sdb .*cd\.iso/]
            {
                #expect(blocks.contains(line), "\(blocks)")
            }
            let nics = try await site.host.virsh("domiflist", "installer")
            #expect(nics.contains("52:54:00:ab:cd:ef") && nics.contains("e1000e") && nics.contains("virtio"))
            let xml = try await site.host.virsh("dumpxml", "--inactive", "installer")
            for part in [
                "<serial>S-1</serial>", "cache='writeback'", "<link state='down'/>", "current='1'>2</vcpu>",
                "virtio-scsi",
            ] {
                #expect(xml.contains(part), "the definition has no \(part)")
            }
        }

        @Test func `firmware and TPM are what was asked for, and a dry run says so before`() async throws {
            try await Site.with { site in
                try await site.server.use { client in
                    let offer = try await client.capabilities(host: Site.provider)
                    let own = try #require(offer.architectures.first)
                    #expect(own.name == "x86_64" && own.firmware == ["bios", "uefi"] && own.secureBoot && own.tpm)
                    #expect(own.machines.contains("q35") && own.cpuModels.contains("qemu64"))
                    var windows = Self.bare("win")
                    (windows.os, windows.diskSize, windows.disks) = (.windows, nil, [.init(size: 8 << 20)])
                    let before = try await site.host.virsh("vol-list", "--all", "--details", Site.pool, orEmpty: true)
                    let preview = try await client.creationPreview(windows)
                    #expect(
                        preview.xml?.contains("<os firmware=\"efi\">") == true || preview.xml?.contains("efi") == true)
                    #expect(
                        try await site.host.virsh("vol-list", "--all", "--details", Site.pool, orEmpty: true) == before)
                    #expect(try await site.host.domains() == [])
                    try await client.make(windows)
                    let xml = try await site.host.virsh("dumpxml", "win")
                    for part in [
                        "secure='yes'", "<tpm model='tpm-crb'>", "bus='sata'", "type='e1000e'", "offset='localtime'",
                        "<input type='tablet'",
                    ] {
                        #expect(xml.contains(part), "the definition has no \(part)")
                    }
                    try await client.succeeded(try await client.deleteVM("win", key: Client.idempotencyKey()))
                    var odd = Self.bare("odd")
                    (odd.disks, odd.machine) = ([.init(size: 1 << 20)], "nope")
                    #expect(try await Refusal.of { try await client.make(odd) } == "unoffered")
                }
                #expect(try await Leftovers.find(site, wanted: []) == [])
            }
        }

        @Test func `a guest boots by UEFI to SSH`() async throws {
            let key = try await GuestKey.made()
            try await Site.with { site in
                try await site.server.use { client in
                    var request = CreateVirtualMachine.tiny("uefi")
                    request.firmware = .uefi
                    request.cloudInit = CloudInit(user: "ada", sshKeys: [key.publicKey])
                    try await client.make(request)
                    let address = try await client.address(of: "uefi")
                    let answer = try await key.ask("ada", at: address.address, "ls -d /sys/firmware/efi")
                    #expect(answer == "/sys/firmware/efi")
                }
            }
        }

        @Test func `linked machines of a template answer each by its own name`() async throws {
            let key = try await GuestKey.made()
            try await Site.with { site in
                try await site.server.use { client in
                    var course = CreateVirtualMachine.tiny("course")
                    course.start = false
                    try await client.make(course)
                    try await client.succeeded(try await client.makeTemplate("course", key: Client.idempotencyKey()))
                    #expect(try await client.vm("course").template)
                    #expect(
                        try await Refusal.of { try await client.startVM("course", key: Client.idempotencyKey()) }
                            == "invalid-state")
                    let locked = try await site.host.virsh("dumpxml", "course")
                    #expect(locked.components(separatedBy: "<readonly/>").count == 3, "disk and seed")
                    var pupils = CreateVirtualMachine.tiny("pupil-{n}")
                    (pupils.image, pupils.template, pupils.count) = (nil, "course", 2)
                    pupils.cloudInit = CloudInit(user: "ada", sshKeys: [key.publicKey])
                    let batch = try await client.createSeveral(pupils, key: Client.idempotencyKey())
                    #expect(batch.operations.count == 2 && batch.refused.isEmpty)
                    for operation in batch.operations { try await client.succeeded(operation) }
                    for name in ["pupil-1", "pupil-2"] {
                        let address = try await client.address(of: name)
                        #expect(try await key.ask("ada", at: address.address, "hostname") == name)
                    }
                    let refused = try await Refusal.of {
                        try await client.deleteVM("course", key: Client.idempotencyKey())
                    }
                    #expect(refused == "conflict")
                    for name in ["pupil-1", "pupil-2"] {
                        try await client.succeeded(try await client.deleteVM(name, key: Client.idempotencyKey()))
                    }
                    try await client.succeeded(try await client.unmakeTemplate("course", key: Client.idempotencyKey()))
                    let free = try await site.host.virsh("dumpxml", "course")
                    #expect(free.components(separatedBy: "<readonly/>").count == 2, "the seed")
                }
                #expect(try await Leftovers.find(site, wanted: ["course"]) == [])
            }
        }

        @Test(arguments: ["", "vm.rescue.v1/start/acted=kill"])
        func `a rescue boots from its disc once and leaves the definition as it was`(_ failpoints: String) async throws
        {
            try await Site.with(failpoints: failpoints) { site in
                let disc = try await Self.disc(site)
                let before = try await site.host.virsh("dumpxml", "--inactive", "first")
                let rescue = RescueVirtualMachine(iso: disc)
                try await site.server.use { client in
                    let answer = try? await client.rescueVM("first", rescue, key: Client.idempotencyKey())
                    if failpoints.isEmpty { try await client.succeeded(try #require(answer)) }
                }
                if !failpoints.isEmpty {
                    try await eventually("the server is dead", within: .seconds(20)) { await !site.server.isRunning }
                    try await site.server.start(failpoints: "")
                    try await site.server.use { client in
                        try await client.awaitHost(Site.provider)
                        try await eventually("it is rescued", within: .seconds(30)) {
                            let vm = try await client.vm("first")
                            return vm.state == .running && vm.operation == nil
                        }
                    }
                }
                #expect(try await site.host.virsh("dumpxml", "first").contains("cd.iso"))
                #expect(try await site.host.virsh("dumpxml", "--inactive", "first") == before)
                try await site.host.virsh("destroy", "first")
                #expect(try await site.host.virsh("dumpxml", "first") == before)
            }
        }
    }
}

/// The code of the problem, or of its first fault.
private enum Refusal {
    static func of<Value>(_ body: () async throws -> Value) async throws -> String? {
        do {
            _ = try await body()
            return nil
        } catch let problem as Problem {
            return problem.errors?.first?.code ?? problem.code
        }
    }
}

extension Libvirtd {
    /// What virsh says; nothing where it refuses.
    fileprivate func virsh(_ arguments: String..., orEmpty: Bool) async throws -> String {
        (try? await Tool.output("/usr/bin/virsh", ["-q", "-c", address] + arguments)) ?? ""
    }
}
