import LibvirtXML
import Testing

@Suite struct HostTests {
    @Test func `a host's processor is read`() throws {
        let host = try HostCapabilities(xml: Fixtures.capabilities)
        #expect(host.uuid == "db9a6de5-d1c8-4d82-9e74-cf280da41c5e" && host.architecture == "x86_64")
        #expect(host.cpuModel == "kvm64" && host.cpuVendor == "AMD")
        #expect(host.topology == CPUTopology(sockets: 1, cores: 2, threads: 1))
        #expect(host.cpuFeatures.contains("vme") && !host.hasHardwareVirtualization)
        #expect(host.cpus == 2 && host.cells.first?.memory == 6_121_688 << 10)
    }

    @Test func `the machines that a host can run are read`() throws {
        let host = try HostCapabilities(xml: Fixtures.capabilities)
        let guest = try #require(host.guests(architecture: "x86_64", domainType: "qemu").first)
        #expect(guest.osType == "hvm" && guest.emulator == "/usr/bin/qemu-system-x86_64")
        #expect(guest.machines.first { $0.name == "q35" }?.canonical == "pc-q35-7.2")
        #expect(host.guests(architecture: "x86_64", domainType: "kvm").isEmpty)
    }

    @Test(arguments: [
        ("<model>Skylake-Client</model><feature name='vmx'/>", true), ("<model>EPYC-Rome</model>", true),
        ("<model>Skylake-Client</model>", false), ("<features><svm/></features>", true), ("", false),
    ])
    func `hardware virtualization is seen in features and in models that imply it`(cpu: String, has: Bool) throws {
        let host = try HostCapabilities(xml: "<capabilities><host><cpu>\(cpu)</cpu></host></capabilities>")
        #expect(host.hasHardwareVirtualization == has)
    }

    @Test func `what an emulator can give is read`() throws {
        let domain = try DomainCapabilities(xml: Fixtures.domainCapabilities)
        #expect(domain.path == "/usr/bin/qemu-system-x86_64" && domain.domainType == "qemu")
        #expect(domain.machine == "pc-q35-7.2" && domain.maximumVCPUs == 288 && domain.firmware == ["efi"])
        #expect(domain.cpuModes == ["maximum", "host-model", "custom"])
        #expect(domain.diskBuses.contains("virtio") && domain.graphics.contains("vnc"))
        #expect(domain.videoModels.contains("virtio") && domain.randomSourceModels.contains("virtio"))
    }
}
