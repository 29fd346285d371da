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

    @Test func `a driver that Apus makes no machines on is refused`() {
        let error = #expect(throws: DriverError.self) {
            try DomainDefinition(Samples.machine(), driver: .lxc, architecture: nil)
        }
        #expect(error?.code == .unsupported)
    }
}
