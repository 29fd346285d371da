import ApusCore
import ApusModel
import LibvirtXML
import Testing

@testable import LibvirtDriver

@Suite struct DefinitionTests {
    @Test func `every QEMU guest gets console, agent, randomness, balloon and a display on a socket`() throws {
        let xml = try DomainDefinition(Samples.machine(), driver: .qemu, architecture: "x86_64").element().xml()
        let domain = try DomainDescription(xml: xml)
        #expect(domain.type == "qemu")
        #expect(domain.os.machine == "q35")
        #expect(domain.cpu == nil)
        #expect(domain.serials.map(\.type) == ["pty"])
        #expect(domain.agentChannel != nil)
        #expect(domain.hasRandomSource)
        #expect(domain.balloon?.statisticsPeriod == 5)
        #expect(domain.graphics.map(\.listen) == [.socket(path: nil)])
        #expect(domain.metadata(namespace: Ownership.namespace) != nil)
    }

    @Test func `KVM guests get the host's processor model, ARM ones their board and firmware`() throws {
        let kvm = try DomainDefinition(Samples.machine(accelerator: .kvm), driver: .qemu, architecture: "x86_64")
        #expect(kvm.type == .kvm)
        #expect(kvm.cpu?.mode == .hostModel)
        let arm = try DomainDefinition(Samples.machine(), driver: .qemu, architecture: "aarch64")
        #expect(arm.os.machine == "virt")
        #expect(arm.os.firmware == .uefi(secureBoot: nil))
    }

    @Test func `the first disk is bootable and discards, the seed is read-only`() throws {
        var machine = Samples.machine()
        machine.disks = [.init(path: "/a&b", format: "qcow2"), .init(path: "/seed", format: "raw", readOnly: true)]
        let disks = try DomainDefinition(machine, driver: .qemu, architecture: "x86_64").devices.disks
        #expect(disks.map(\.target) == ["vda", "vdb"])
        #expect(disks.map(\.discardsUnused) == [true, false])
        #expect(disks.map(\.isReadOnly) == [false, true])
        #expect(disks.map(\.bootOrder) == [1, nil])
    }

    @Test func `Windows on KVM gets Secure Boot, a TPM, local time and Hyper-V's words`() throws {
        var machine = Samples.machine(accelerator: .kvm)
        (machine.hardware.os, machine.hardware.firmware, machine.hardware.secureBoot) = (.windows, .uefi, true)
        machine.hardware.tpm = true
        let definition = try DomainDefinition(machine, driver: .qemu, architecture: "x86_64")
        #expect(definition.os.firmware == .uefi(secureBoot: true) && definition.devices.tpm?.model == "tpm-crb")
        #expect(definition.clock == .localtime && definition.devices.hasTablet)
        let xml = try definition.element().xml()
        #expect(xml.contains("<hyperv") && xml.contains("hypervclock"))
        machine.accelerator = .tcg
        let emulated = try DomainDefinition(machine, driver: .qemu, architecture: "x86_64")
        #expect(!emulated.hasHyperV && emulated.cpu?.mode == .maximum)
    }

    @Test func `disks are named by their bus, and ARM has SCSI in the place of SATA`() throws {
        var machine = Samples.machine()
        machine.disks = (0..<4).map { .init(path: "/\($0)", format: "raw") }
        (machine.disks[1].bus, machine.disks[2].bus, machine.disks[3].device) = (.scsi, .sata, .cdrom)
        machine.disks[3].bus = .sata
        let pc = try DomainDefinition(machine, driver: .qemu, architecture: "x86_64")
        #expect(pc.devices.disks.map(\.target) == ["vda", "sda", "sdb", "sdc"] && pc.devices.hasVirtioSCSI)
        let arm = try DomainDefinition(machine, driver: .qemu, architecture: "aarch64")
        #expect(arm.devices.disks.map(\.bus) == ["virtio", "scsi", "scsi", "scsi"])
    }

    @Test func `a machine that may grow says what it has and what it may have`() throws {
        var machine = Samples.machine()
        (machine.hardware.maximumCPUs, machine.hardware.maximumMemory) = (4, 128 << 20)
        machine.hardware.display = .none
        let domain = try DomainDescription(
            xml: DomainDefinition(machine, driver: .qemu, architecture: "x86_64").element().xml())
        #expect(domain.currentVCPUs == 2 && domain.maximumVCPUs == 4)
        #expect(domain.currentMemory == 64 << 20 && domain.maximumMemory == 128 << 20)
        #expect(domain.graphics.isEmpty && domain.videos == ["none"])
    }

    @Test func `a template's disks are read-only, and only those become writable again`() throws {
        var machine = Samples.machine()
        machine.disks = [.init(path: "/a", format: "qcow2"), .init(path: "/seed", format: "raw", readOnly: true)]
        let before = try DomainDefinition(machine, driver: .qemu, architecture: "x86_64").element()
        var tree = before
        tree.setTemplate(true)
        tree.setTemplate(true)
        #expect(DomainDescription(tree).disks.map(\.isReadOnly) == [true, true])
        #expect(
            DomainDescription(tree).metadata(namespace: Ownership.namespace).map { Ownership($0).template } == ["vda"])
        tree.setTemplate(false)
        #expect(tree == before)
    }

    @Test func `a rescue boots its disc before all else`() throws {
        var machine = Samples.machine()
        machine.disks = [.init(path: "/a", format: "qcow2")]
        var tree = try DomainDefinition(machine, driver: .qemu, architecture: "x86_64").element()
        tree.bootFirst(from: "/cd.iso")
        let disks = DomainDescription(tree).disks
        #expect(disks.map(\.bootOrder) == [nil, 1] && disks.map(\.device) == ["disk", "cdrom"])
        #expect(disks.last?.target == "sda" && disks.last?.isReadOnly == true)
    }

    @Test func `a driver that Apus makes no machines on is refused`() {
        let error = #expect(throws: DriverError.self) {
            try DomainDefinition(Samples.machine(), driver: .lxc, architecture: nil)
        }
        #expect(error?.code == .unsupported)
    }
}
