import ApusModel
import FoundationEssentials

/// The verbs of a virtual machine on one host. Each throws ``DriverError``; each may be called again after a crash.
public protocol VirtualMachineDriver: Sendable {
    /// Makes the machine known to the host, stopped. Defining the same id again replaces the definition.
    func define(_ definition: MachineDefinition) async throws
    /// Starts it. A running machine is left as it is.
    func start(_ id: UUID) async throws
    /// Asks the guest to shut down by itself (agent or ACPI), and returns at once.
    func requestShutdown(_ id: UUID) async throws
    /// Cuts the power. A stopped or absent machine is left as it is.
    func powerOff(_ id: UUID) async throws
    /// Forgets the machine, its firmware variables and saved state; not its disks. An absent one is left as it is.
    func remove(_ id: UUID) async throws
    /// The machine as it is now, read from the host; nil when it is not there.
    func read(_ id: UUID) async throws -> VirtualMachine?
    /// The operation that made or unmade it, from its metadata; nil when absent or not ours.
    func owner(of id: UUID) async throws -> UUID?
}

/// What Apus asks a host to run. Policy is decided here; a driver only translates, and adds what every guest gets:
/// serial console, agent channel, virtio-rng, balloon with statistics, VNC on a UNIX socket.
public struct MachineDefinition: Codable, Hashable, Sendable {
    /// What is kept in the domain's own metadata, so that a lost store can be rebuilt.
    public struct Ownership: Codable, Hashable, Sendable {
        public var operation: UUID
        public var image: String?
        public var instanceType: String?
        public var createdAt: Date
        public var createdBy: String
        /// Volumes made for this machine: `pool/volume`.
        public var volumes: [String]
        /// The template whose disks this machine's are laid over.
        public var linkedTo: UUID?
        /// The machine that it is a full copy of.
        public var clonedFrom: UUID?
        public var tags: [String] = []
        public var placement: PlacementRules?

        public init(
            operation: UUID, image: String?, instanceType: String?, createdAt: Date, createdBy: String,
            volumes: [String]
        ) {
            self.operation = operation
            self.image = image
            self.instanceType = instanceType
            self.createdAt = createdAt
            self.createdBy = createdBy
            self.volumes = volumes
        }
    }

    public var id: UUID
    public var name: String
    public var description: String?
    public var cpus: Int
    /// Bytes, a multiple of 1 MiB.
    public var memory: Int64
    public var accelerator: Accelerator
    public var disks: [Disk]
    public var nics: [NIC]
    public var ownership: Ownership
    public var hardware = Hardware()

    public init(
        id: UUID, name: String, description: String?, cpus: Int, memory: Int64, accelerator: Accelerator,
        disks: [Disk], nics: [NIC], ownership: Ownership
    ) {
        self.id = id
        self.name = name
        self.description = description
        self.cpus = cpus
        self.memory = memory
        self.accelerator = accelerator
        self.disks = disks
        self.nics = nics
        self.ownership = ownership
    }
}
