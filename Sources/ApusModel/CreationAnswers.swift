import FoundationEssentials

/// What a create request would make; the answer of `POST /api/v1/vms?dryRun=true`.
public struct CreationPreview: Codable, Hashable, Sendable {
    public struct Disk: Codable, Hashable, Sendable {
        /// `disk` or `cdrom`.
        public var device: String
        public var bus: String
        /// `pool/volume` that would be made, or what is used as it is.
        public var source: String
        /// What it is made from.
        public var from: String?
        public var format: String?
        /// Bytes, where they are known beforehand.
        public var size: Int64?
        /// Whether it would be made, and would go with the machine.
        public var made: Bool

        public init(
            device: String, bus: String, source: String, from: String?, format: String?, size: Int64?, made: Bool
        ) {
            self.device = device
            self.bus = bus
            self.source = source
            self.from = from
            self.format = format
            self.size = size
            self.made = made
        }
    }

    public var name: String
    /// The host's name.
    public var host: String
    /// Why the others were not chosen.
    public var refusals: [Problem.Refusal]
    public var cpus: Int
    /// Bytes.
    public var memory: Int64
    public var disks: [Disk]
    public var nics: [NIC]
    /// The definition in the hypervisor's words; nil where the host cannot tell it.
    public var xml: String?

    public init(
        name: String, host: String, refusals: [Problem.Refusal], cpus: Int, memory: Int64, disks: [Disk], nics: [NIC],
        xml: String?
    ) {
        self.name = name
        self.host = host
        self.refusals = refusals
        self.cpus = cpus
        self.memory = memory
        self.disks = disks
        self.nics = nics
        self.xml = xml
    }
}

/// The answer to a create request with `count`: what was accepted, and what was not.
public struct CreationBatch: Codable, Hashable, Sendable {
    /// A machine that was not accepted.
    public struct Refused: Codable, Hashable, Sendable {
        public var name: String
        public var problem: Problem

        public init(name: String, problem: Problem) {
            self.name = name
            self.problem = problem
        }
    }

    public var operations: [Operation]
    public var refused: [Refused]

    public init(operations: [Operation], refused: [Refused]) {
        self.operations = operations
        self.refused = refused
    }
}

/// What a host can give a machine; the answer of `GET /api/v1/hosts/{ref}/capabilities`.
public struct MachineCapabilities: Codable, Hashable, Sendable {
    /// What the host's emulator of one architecture offers.
    public struct Architecture: Codable, Hashable, Sendable {
        public var name: String
        public var machines: [String]
        public var maximumCPUs: Int
        public var accelerators: [Accelerator]
        /// `bios`, `uefi`.
        public var firmware: [String]
        public var secureBoot: Bool
        public var tpm: Bool
        public var cpuModes: [String]
        /// The named models that work there.
        public var cpuModels: [String]
        public var diskBuses: [String]
        public var video: [String]
        /// `vnc`, `spice`, …
        public var graphics: [String]

        public init(name: String) {
            self.name = name
            machines = []
            maximumCPUs = 0
            accelerators = []
            firmware = []
            secureBoot = false
            tpm = false
            cpuModes = []
            cpuModels = []
            diskBuses = []
            video = []
            graphics = []
        }
    }

    /// The host's own first.
    public var architectures: [Architecture]

    public init(architectures: [Architecture]) { self.architectures = architectures }
}
