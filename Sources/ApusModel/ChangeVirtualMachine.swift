import FoundationEssentials

/// Body of `PATCH /api/v1/vms/{ref}`: what is absent stays as it is.
public struct ChangeVirtualMachine: Codable, Hashable, Sendable {
    /// Only of a machine that is off.
    public var name: String?
    /// One line; an empty text takes it away.
    public var title: String?
    /// Notes; an empty text takes them away.
    public var description: String?
    /// All of them: what is not in the list goes.
    public var tags: [String]?
    public var cpus: Int?
    /// What the guest may use, in bytes.
    public var memory: Int64?
    /// How many CPUs it may get without a restart.
    public var maximumCPUs: Int?
    /// How much memory it may get without a restart, in bytes.
    public var maximumMemory: Int64?
    /// Whether it starts with its host.
    public var autostart: Bool?
    /// Its place, from 1, among the machines of its host that Apus starts one after the other when the host has booted; 0
    /// for none: then the host itself starts it.
    public var startOrder: Int?
    /// Seconds between the end of its start and the next one's.
    public var startDelay: Int?
    public var deleteProtection: Bool?
    public var startProtection: Bool?
    /// Targets of disks and MAC addresses of NICs, first to last; the others are not booted from.
    public var bootOrder: [String]?
    public var cpu: CPU?
    /// A machine type, such as `q35` or `pc-q35-7.2`.
    public var machine: String?
    public var firmware: Firmware?
    public var graphics: Graphics?
    /// The model of the first video card, such as `virtio`.
    public var video: String?

    public init() {}

    public enum Firmware: String, Codable, Sendable, CaseIterable { case bios, uefi }
    public enum Graphics: String, Codable, Sendable, CaseIterable { case none, vnc, spice }

    /// The guest's processor.
    public struct CPU: Codable, Hashable, Sendable {
        public enum Mode: String, Codable, Sendable, CaseIterable {
            case hostPassthrough = "host-passthrough"
            case hostModel = "host-model"
            case maximum, custom
        }

        public var mode: Mode?
        /// A model's name; it makes the mode `custom`.
        public var model: String?
        public var topology: Topology?

        public init(mode: Mode? = nil, model: String? = nil, topology: Topology? = nil) {
            self.mode = mode
            self.model = model
            self.topology = topology
        }
    }

    /// How the CPUs are grouped; their product is the maximum number of CPUs.
    public struct Topology: Codable, Hashable, Sendable {
        public var sockets: Int
        public var cores: Int
        public var threads: Int

        public init(sockets: Int, cores: Int, threads: Int) {
            self.sockets = sockets
            self.cores = cores
            self.threads = threads
        }

        /// The number of CPUs; nil when it is beyond all measure.
        public var cpus: Int? {
            let (first, overflow) = sockets.multipliedReportingOverflow(by: cores)
            let (all, tooMany) = first.multipliedReportingOverflow(by: threads)
            return overflow || tooMany ? nil : all
        }
    }
}

/// Body of `PUT /api/v1/vms/{ref}/xml`.
public struct RedefineVirtualMachine: Codable, Hashable, Sendable {
    /// The whole definition, with the UUID and name of the machine.
    public var xml: String
    /// What was edited: the XML of the next start as it was read, or its entity tag. Another present definition is not
    /// overwritten.
    public var base: String?
    /// Whether libvirt checks it against its schema; true when absent.
    public var validate: Bool?
    /// Whether what reaches past the machine into its host is taken: a command line of QEMU's, another emulator, devices of
    /// the host, no confinement.
    public var allowDangerous: Bool?

    public init(xml: String, base: String? = nil, validate: Bool? = nil, allowDangerous: Bool? = nil) {
        self.xml = xml
        self.base = base
        self.validate = validate
        self.allowDangerous = allowDangerous
    }
}

/// The answer of `GET /api/v1/vms/{ref}/xml`.
public struct MachineXML: Codable, Hashable, Sendable {
    /// Without passwords.
    public var xml: String

    public init(xml: String) { self.xml = xml }
}

/// The answer of `PUT /api/v1/vms/{ref}/xml?dryRun=true`.
public struct DefinitionReview: Codable, Hashable, Sendable {
    /// What would change, as a unified diff; empty where nothing would.
    public var diff: String
    /// Why it would be refused, before libvirt is asked; empty where it would not.
    public var faults: [Problem.Fault]

    public init(diff: String, faults: [Problem.Fault]) {
        self.diff = diff
        self.faults = faults
    }
}
