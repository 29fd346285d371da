extension DomainDescription {
    /// Reads the XML of a domain, as `virDomainGetXMLDesc` gives it.
    ///
    /// - Throws: `XMLError` where the text is not XML or its root is not `<domain>`.
    public init(xml: String) throws(XMLError) {
        self.init(try XMLTree.parse(xml, root: "domain"))
    }

    /// Reads a `<domain>` element.
    public init(_ domain: Element) {
        let devices = domain.first("devices") ?? Element(name: "devices")
        type = domain.attribute("type") ?? ""
        id = domain.attribute("id").flatMap { Int($0) }
        name = domain.text(at: "name") ?? ""
        uuid = domain.word(at: "uuid")?.lowercased()
        title = domain.word(at: "title")
        description = domain.word(at: "description")
        maximumVCPUs = domain.number(at: "vcpu")
        currentVCPUs = domain.attribute("current", at: "vcpu").flatMap { Int($0) } ?? maximumVCPUs
        maximumMemory = domain.bytes(at: "memory", default: 1024)
        currentMemory = domain.bytes(at: "currentMemory", default: 1024) ?? maximumMemory
        os = OperatingSystem(domain.first("os"))
        cpu = domain.first("cpu").map(CPU.init)
        emulator = devices.word(at: "emulator")
        disks = devices.all("disk").map(Disk.init)
        interfaces = devices.all("interface").map(Interface.init)
        graphics = devices.all("graphics").map(Graphics.init)
        serials = devices.all("serial").map(CharacterDevice.init)
        consoles = devices.all("console").map(CharacterDevice.init)
        agentChannel = devices.all("channel").lazy.compactMap(AgentChannel.init).first
        tpm = devices.first("tpm").map(TPM.init)
        videos = devices.all("video/model").compactMap { $0.attribute("type") }
        hasRandomSource = devices.has("rng")
        balloon = devices.first("memballoon").map(Balloon.init)
        hostDevices = devices.all("hostdev").compactMap(HostDevice.init)
        metadata = domain.metadataElements
    }
}

extension DomainDescription.OperatingSystem {
    init(_ os: Element?) {
        type = os?.word(at: "type")
        architecture = os?.attribute("arch", at: "type")
        machine = os?.attribute("machine", at: "type")
        boot = os?.all("boot").compactMap { $0.attribute("dev") } ?? []
        kernel = os?.word(at: "kernel")
        firmware = type == "hvm" ? os.map(Self.firmware) : nil
    }

    /// libvirt names the firmware where it chose it; older definitions only have the loader's kind.
    private static func firmware(_ os: Element) -> DomainDescription.Firmware {
        if let name = os.attribute("firmware") { return name == "efi" ? .uefi : .bios }
        return os.attribute("type", at: "loader") == "pflash" ? .uefi : .bios
    }
}

extension DomainDescription.CPU {
    init(_ cpu: Element) {
        mode = cpu.attribute("mode")
        model = cpu.word(at: "model")
        topology = CPUTopology(cpu.first("topology"))
    }
}

extension DomainDescription.TPM {
    init(_ tpm: Element) {
        model = tpm.attribute("model")
        backend = tpm.attribute("type", at: "backend")
        version = tpm.attribute("version", at: "backend")
    }
}

extension DomainDescription.Balloon {
    init(_ balloon: Element) {
        model = balloon.attribute("model")
        statisticsPeriod = balloon.attribute("period", at: "stats").flatMap { Int($0) }
    }
}

extension DomainDescription.AgentChannel {
    /// nil for a channel with another purpose.
    init?(_ channel: Element) {
        guard let target = channel.first("target"), target.attribute("name") == "org.qemu.guest_agent.0" else {
            return nil
        }
        path = channel.attribute("path", at: "source")
        isConnected = target.attribute("state").map { $0 == "connected" }
    }
}
