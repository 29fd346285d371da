import LibvirtXML
import Testing

@Suite struct DomainDefinitionTests {
    @Test func `a small domain is written with nothing but what it says`() throws {
        let domain = DomainDefinition(type: .test, name: "a", memory: 1 << 20, vcpus: 1)
        #expect(
            try domain.element().xml(.indented) == """
                <domain type='test'>
                  <name>a</name>
                  <memory unit='KiB'>1024</memory>
                  <vcpu>1</vcpu>
                  <os>
                    <type>hvm</type>
                  </os>
                  <devices/>
                </domain>
                """)
    }

    @Test func `a full domain is written as its golden text`() throws {
        #expect(try Samples.fullDomain.element().xml(.indented) == Samples.fullDomainXML)
    }

    @Test func `a full domain reads back as it was meant`() throws {
        let read = try DomainDescription(xml: Samples.fullDomain.element().xml())
        #expect(read.name == "web-1" && read.type == "kvm" && read.title == "Web" && read.os.firmware == .uefi)
        #expect(read.maximumMemory == 2 << 30 && read.currentMemory == 1 << 30)
        #expect(read.maximumVCPUs == 4 && read.currentVCPUs == 2)
        #expect(read.disks.map(\.source) == Samples.fullDomain.devices.disks.map(\.source))
        #expect(read.interfaces.map(\.type) == ["network", "bridge", "direct", "user"])
        #expect(read.interfaces.map(\.isLinkUp) == [true, true, true, false])
        #expect(read.graphics.map(\.listen) == [.socket(path: nil)])
        #expect(read.agentChannel != nil && read.hasRandomSource && read.tpm?.backend == "emulator")
        #expect(read.metadata == Samples.fullDomain.metadata)
    }

    @Test func `any text comes back as it went in`() throws {
        var random = SeededGenerator(state: 3)
        for _ in 0..<2_000 {
            let text = random.hostileText()
            var domain = DomainDefinition(type: .test, name: text, memory: 1 << 20, vcpus: 1)
            domain.title = text
            domain.description = text
            domain.metadata = [Element("m:x", ["xmlns:m": "urn:m", "v": text], [Element("m:y", text: text)])]
            domain.devices.disks = [.init(.file(path: text), target: text)]
            let read = try DomainDescription(xml: domain.element().xml())
            #expect(Array(read.name.utf8) == Array(text.utf8))
            #expect(read.title.map { Array($0.utf8) } == Array(text.utf8))
            #expect(read.description.map { Array($0.utf8) } == Array(text.utf8))
            #expect(read.metadata.map(Exact.init) == domain.metadata.map(Exact.init))
            #expect(read.disks.first?.source.path.map { Array($0.utf8) } == Array(text.utf8))
            #expect(read.maximumMemory == 1 << 20 && read.disks.count == 1)
        }
    }

    @Test func `displays other than a socket are written as libvirt wants them`() throws {
        var domain = DomainDefinition(type: .qemu, name: "a", memory: 1 << 20, vcpus: 1)
        domain.devices.graphics = [.nowhere, .tcp(address: "127.0.0.1"), .socket(path: "/run/a")]
        let written = try domain.element().all("devices/graphics").map { element in try element.xml() }
        #expect(
            written == [
                "<graphics type='vnc'><listen type='none'/></graphics>",
                "<graphics type='vnc' port='-1' autoport='yes'><listen type='address' address='127.0.0.1'/></graphics>",
                "<graphics type='vnc'><listen type='socket' socket='/run/a'/></graphics>",
            ])
    }

    typealias Change = @Sendable (inout DomainDefinition) -> Void

    private static let faults: [(String, Change)] = [
        ("maximumMemory", { $0.maximumMemory = 1025 }),
        ("maximumMemory", { $0.maximumMemory = 0 }),
        ("currentMemory", { $0.currentMemory = 1000 }),
        ("currentMemory", { $0.currentMemory = 2 << 20 }),
        ("maximumVCPUs", { $0.maximumVCPUs = 0 }),
        ("currentVCPUs", { $0.currentVCPUs = 2 }),
        ("currentVCPUs", { $0.currentVCPUs = 0 }),
        ("metadata", { $0.metadata = [Element("x")] }),
        ("metadata", { $0.metadata = [Element("x", ["xmlns": "urn:x"]), Element("y", ["xmlns": "urn:x"])] }),
        ("disks.source", { $0.devices.disks = [.init(.empty, target: "vda")] }),
        ("disks.source", { $0.devices.disks = [.init(.other(type: "nvme"), target: "vda")] }),
        ("bootOrder", { $0.devices.disks = [bootDisk, bootDisk] }),
        (
            "os.boot",
            {
                $0.os.boot = [.disk]
                $0.devices.disks = [bootDisk]
            }
        ),
    ]

    private static var bootDisk: DomainDefinition.Disk {
        var disk = DomainDefinition.Disk(.file(path: "/a"), target: "vda")
        disk.bootOrder = 1
        return disk
    }

    @Test(arguments: faults)
    func `values that libvirt would refuse or round are refused`(field: String, change: Change) {
        var domain = DomainDefinition(type: .test, name: "a", memory: 1 << 20, vcpus: 1)
        change(&domain)
        do throws(DefinitionError) {
            _ = try domain.element()
            Issue.record("written")
        } catch { #expect(error.field == field) }
    }
}
