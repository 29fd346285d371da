/// What a host can run, as `virConnectGetCapabilities` tells (libvirt's formatcaps).
public struct HostCapabilities: Hashable, Sendable {
    /// The host's own identity; two daemons with the same one refuse to migrate to each other.
    public var uuid: String?
    public var architecture: String?
    public var cpuModel: String?
    public var cpuVendor: String?
    public var topology: CPUTopology?
    /// Features of the processor beyond those that its model implies.
    public var cpuFeatures: Set<String>
    public var guests: [Guest]
    public var cells: [Cell]

    /// A kind of machine that the host can run.
    public struct Guest: Hashable, Sendable {
        /// `hvm` for full machines, `exe` for containers.
        public var osType: String
        public var architecture: String
        public var emulator: String?
        /// The kinds of domain that can run it: `qemu`, `kvm`, …
        public var domainTypes: [String]
        public var machines: [Machine]
    }

    public struct Machine: Hashable, Sendable {
        public var name: String
        /// The name that this one stands for, such as `pc-q35-7.2` for `q35`.
        public var canonical: String?
        public var maximumVCPUs: Int?
    }

    /// A NUMA node.
    public struct Cell: Hashable, Sendable {
        public var id: Int
        /// In bytes.
        public var memory: Int64?
        public var cpus: Int
    }

    /// All processors, over all NUMA nodes.
    public var cpus: Int {
        cells.reduce(0) { $0 &+ $1.cpus }
    }

    /// Whether the processor can run guests itself (Intel's `vmx` or AMD's `svm`).
    ///
    /// libvirt leaves out the features that the model implies, and its AMD models imply `svm` (see `cpu_map` of libvirt).
    public var hasHardwareVirtualization: Bool {
        cpuFeatures.contains("vmx") || cpuFeatures.contains("svm") || cpuModel.map(Self.impliesSVM) == true
    }

    private static func impliesSVM(_ model: String) -> Bool {
        ["EPYC", "Dhyana", "Opteron_G2", "Opteron_G3", "Opteron_G4", "Opteron_G5", "phenom", "qemu64"]
            .contains { model.hasPrefix($0) }
    }

    /// The machines of an architecture that a kind of domain can run.
    public func guests(architecture: String, domainType: String) -> [Guest] {
        guests.filter { $0.architecture == architecture && $0.domainTypes.contains(domainType) }
    }

    /// Reads the XML of `virConnectGetCapabilities`.
    ///
    /// - Throws: `XMLError` where the text is not XML or its root is not `<capabilities>`.
    public init(xml: String) throws(XMLError) {
        self.init(try XMLTree.parse(xml, root: "capabilities"))
    }

    /// Reads a `<capabilities>` element.
    public init(_ capabilities: Element) {
        let cpu = capabilities.first("host/cpu") ?? Element(name: "cpu")
        uuid = capabilities.word(at: "host/uuid")?.lowercased()
        architecture = cpu.word(at: "arch")
        cpuModel = cpu.word(at: "model")
        cpuVendor = cpu.word(at: "vendor")
        topology = CPUTopology(cpu.first("topology"))
        cpuFeatures = Self.features(of: cpu)
        guests = capabilities.all("guest").map(Guest.init)
        cells = capabilities.all("host/topology/cells/cell").map(Cell.init)
    }

    /// QEMU's are `<feature name='vmx'/>`, those of other drivers `<features><vmx/></features>`.
    private static func features(of cpu: Element) -> Set<String> {
        let named = cpu.all("feature").compactMap { $0.attribute("name") }
        let flags = cpu.first("features")?.elements.map(\.name) ?? []
        return Set(named + flags)
    }
}

extension HostCapabilities.Guest {
    init(_ guest: Element) {
        osType = guest.text(at: "os_type") ?? ""
        architecture = guest.attribute("name", at: "arch") ?? ""
        emulator = guest.word(at: "arch/emulator")
        domainTypes = guest.all("arch/domain").compactMap { $0.attribute("type") }
        machines = guest.all("arch/machine").map(HostCapabilities.Machine.init)
    }
}

extension HostCapabilities.Machine {
    init(_ machine: Element) {
        name = machine.text
        canonical = machine.attribute("canonical")
        maximumVCPUs = machine.attribute("maxCpus").flatMap { Int($0) }
    }
}

extension HostCapabilities.Cell {
    init(_ cell: Element) {
        id = cell.attribute("id").flatMap { Int($0) } ?? 0
        memory = cell.bytes(at: "memory", default: 1024)
        cpus = cell.all("cpus/cpu").count
    }
}
