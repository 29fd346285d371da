import LibvirtXML
import Testing

@Suite struct DomainDescriptionTests {
    private let domain: DomainDescription

    init() throws { domain = try DomainDescription(xml: Fixtures.runningDomain) }

    @Test func `a running guest's identity and size are read`() {
        #expect(domain.type == "qemu")
        #expect(domain.id == 1)
        #expect(domain.name == "fixture-1")
        #expect(domain.uuid == "6f1d6c7e-4a34-4f3a-9a51-0c6a7b0e5d11")
        #expect(domain.title == "A fixture")
        #expect(domain.description == "Made with <care> & \"quotes\"")
        #expect(domain.maximumVCPUs == 2)
        #expect(domain.currentVCPUs == 1)
        #expect(domain.maximumMemory == 256 << 20)
        #expect(domain.currentMemory == 256 << 20)
    }

    @Test func `its machine is read`() {
        #expect(domain.os.architecture == "x86_64")
        #expect(domain.os.machine == "pc-q35-7.2")
        #expect(domain.os.firmware == .bios)
        #expect(domain.cpu?.mode == "maximum")
        #expect(domain.emulator == "/usr/bin/qemu-system-x86_64")
    }

    @Test func `its disks are read with the images below them`() throws {
        #expect(domain.disks.map(\.target) == ["vda", "vdb", "sda"])
        let disk = try #require(domain.disks.first)
        #expect(disk.device == "disk" && disk.bus == "virtio" && disk.format == "qcow2" && disk.serial == "disk-1")
        #expect(disk.source == .file(path: "/var/lib/libvirt/images/overlay.qcow2"))
        #expect(disk.bootOrder == 1 && disk.alias == "virtio-disk0" && !disk.isReadOnly)
        #expect(disk.backingChain.map(\.source.path) == ["base", "root"].map { "/var/lib/libvirt/images/\($0).qcow2" })
        #expect(disk.backingChain.map(\.format) == ["qcow2", "qcow2"])
        #expect(domain.disks[1].isReadOnly && domain.disks[1].backingChain.isEmpty)
        #expect(domain.disks[2].device == "cdrom" && domain.disks[2].source == .empty)
    }

    @Test func `its network cards are read`() throws {
        #expect(domain.interfaces.map(\.type) == ["network", "user"])
        let card = try #require(domain.interfaces.first)
        #expect(card.mac == "52:54:00:aa:bb:01" && card.model == "virtio" && card.target == "vnet0")
        #expect(card.network == "lab" && card.bridge == "virbr1" && card.isLinkUp && card.bootOrder == 2)
    }

    @Test func `its display, serial port and channels are read`() {
        let socket = "/var/lib/libvirt/qemu/domain-1-fixture-1/vnc.sock"
        #expect(domain.graphics.map(\.listen) == [.socket(path: socket)])
        #expect(domain.serials.first?.path == "/dev/pts/0")
        #expect(domain.serials.first?.logPath == "/var/log/libvirt/qemu/serial.log")
        #expect(domain.consoles.first?.targetType == "serial")
        #expect(domain.agentChannel?.isConnected == false)
        #expect(domain.hasRandomSource)
        #expect(domain.balloon?.model == "virtio" && domain.balloon?.statisticsPeriod == 5)
        #expect(domain.videos == ["virtio"])
        #expect(domain.tpm == nil)
    }

    @Test func `its metadata are read by namespace`() {
        #expect(domain.metadata(namespace: "https://lab.invalid/xmlns/1")?.text(at: "lab:owner") == "ann & bob")
        #expect(domain.metadata(namespace: "urn:none") == nil)
    }

    @Test func `what is not there is nil or empty`() throws {
        let empty = try DomainDescription(xml: "<domain/>")
        #expect(empty.name.isEmpty && empty.uuid == nil && empty.maximumMemory == nil && empty.disks.isEmpty)
        #expect(empty.os.firmware == nil && empty.agentChannel == nil && empty.metadata.isEmpty)
    }

    @Test func `another root is refused`() {
        #expect(throws: XMLError(.unexpectedElement, line: 1, "expected <domain>, found another element")) {
            try DomainDescription(xml: "<network/>")
        }
    }

    @Test(arguments: [
        ("<disk type='block'><source dev='/dev/sdx'/></disk>", ImageSource.block(path: "/dev/sdx")),
        ("<disk type='volume'><source pool='p' volume='v'/></disk>", .volume(pool: "p", volume: "v")),
        ("<disk type='network'><source protocol='rbd' name='p/i'/></disk>", .network(protocol: "rbd", name: "p/i")),
        ("<disk type='dir'><source dir='/d'/></disk>", .directory(path: "/d")),
        ("<disk type='nvme'><source type='pci'/></disk>", .other(type: "nvme")),
        ("<disk type='file'><source startupPolicy='optional'/></disk>", .empty),
    ])
    func `disks of every kind are told apart`(disk: String, source: ImageSource) throws {
        let domain = try DomainDescription(xml: "<domain><devices>\(disk)</devices></domain>")
        #expect(domain.disks.map(\.source) == [source])
    }

    @Test(arguments: [
        ("<os firmware='efi'><type>hvm</type></os>", DomainDescription.Firmware.uefi),
        ("<os><type>hvm</type><loader type='pflash'>/x</loader></os>", .uefi),
        ("<os><type>hvm</type><loader type='rom'>/x</loader></os>", .bios),
        ("<os><type>exe</type></os>", nil),
    ])
    func `firmware is told from what libvirt writes`(os: String, firmware: DomainDescription.Firmware?) throws {
        #expect(try DomainDescription(xml: "<domain>\(os)</domain>").os.firmware == firmware)
    }

    @Test(
        arguments: [
            (
                "<graphics type='vnc' port='5901'><listen type='address' address='::1'/></graphics>",
                DomainDescription.Listen.address("::1"), 5901
            ),
            ("<graphics type='vnc' port='-1' listen='127.0.0.1'/>", .address("127.0.0.1"), nil),
            ("<graphics type='spice'><listen type='none'/></graphics>", .nowhere, nil),
            ("<graphics type='vnc'><listen type='socket'/></graphics>", .socket(path: nil), nil),
        ] as [(String, DomainDescription.Listen, Int?)])
    func `displays are read wherever they listen`(
        graphics: String, listen: DomainDescription.Listen, port: Int?
    ) throws {
        let domain = try DomainDescription(xml: "<domain><devices>\(graphics)</devices></domain>")
        #expect(domain.graphics.first?.listen == listen)
        #expect(domain.graphics.first?.port == port)
    }

    @Test(
        arguments: [
            ("<memory>4</memory>", 4096), ("<memory unit='b'>4</memory>", 4), ("<memory unit='bytes'>4</memory>", 4),
            ("<memory unit='k'>4</memory>", 4096), ("<memory unit='KB'>4</memory>", 4000),
            ("<memory unit='kib'>4</memory>", 4096), ("<memory unit='MB'>4</memory>", 4_000_000),
            ("<memory unit='M'>4</memory>", 4 << 20), ("<memory unit='GiB'> 4 </memory>", 4 << 30),
            ("<memory unit='TB'>4</memory>", 4_000_000_000_000), ("<memory unit='E'>4</memory>", 4 << 60),
            ("<memory unit='E'>8</memory>", nil), ("<memory unit='KiB'>9223372036854775807</memory>", nil),
            ("<memory unit='KiB'>18446744073709551615</memory>", nil), ("<memory unit='KiB'>-1</memory>", nil),
            ("<memory unit='KBB'>4</memory>", nil), ("<memory unit=''>4</memory>", nil), ("<memory>x</memory>", nil),
        ] as [(String, Int64?)])
    func `sizes follow libvirt's units and never overflow`(memory: String, bytes: Int64?) throws {
        #expect(try DomainDescription(xml: "<domain>\(memory)</domain>").maximumMemory == bytes)
    }
}
