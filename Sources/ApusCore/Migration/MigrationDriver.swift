import ApusModel
import FoundationEssentials

/// Machines of one host on their way to another, or from it. Each call throws ``DriverError``.
public protocol MigrationDriver: Sendable {
    /// How other hosts' daemons reach this one.
    var reach: MigrationReach { get }
    /// All of a machine that another host must be able to take.
    func luggage(of vm: UUID) async throws -> MigrationLuggage
    /// Why this host cannot give a machine what it has now: CPU, machine type, bridges; empty where it can.
    func faults(taking luggage: MigrationLuggage) async throws -> [String]
    /// The file at a path as this host sees it; nil where its pools have none.
    func sight(of path: String) async throws -> MigrationSight?
    /// How the machine stands here.
    func standing(of vm: UUID) async throws -> MigrationStanding
    /// Sends a machine that is on, and returns when it runs at the other host. It goes on when this process dies.
    func send(_ vm: UUID, _ journey: MigrationJourney) async throws
    /// How far the sending is; nil while nothing is sent.
    func progress(of vm: UUID) async throws -> MigrationProgress?
    /// Gives the sending up; without one nothing happens.
    func abort(_ vm: UUID) async throws
    /// Lets a machine run on that was paused for a sending which came to nothing.
    func resume(_ vm: UUID) async throws
    /// The definition of a machine that is off, as the other host is to have it.
    func definition(of vm: UUID, _ journey: MigrationJourney) async throws -> String
    /// Takes a definition in. Doing so again replaces it.
    func define(_ text: String) async throws
    func setAutostart(_ vm: UUID, _ autostart: Bool) async throws
}

/// How other hosts reach a host.
public struct MigrationReach: Codable, Hashable, Sendable {
    /// In the driver's form.
    public var address: String
    /// Its name or number in the network; nil for an address that only its own machine can use.
    public var host: String?

    public init(address: String, host: String?) {
        self.address = address
        self.host = host
    }
}

/// What a machine has, as far as another host must be able to give it.
public struct MigrationLuggage: Codable, Hashable, Sendable {
    public struct Disk: Codable, Hashable, Sendable {
        public enum Kind: String, Codable, Sendable { case file, block, network, empty, other }

        public var target: String
        public var kind: Kind
        public var isDisk: Bool = true
        public var isReadOnly: Bool = false
        public var path: String?
        public var format: String = "raw"
        public var sight: MigrationSight?

        public init(target: String, kind: Kind, path: String? = nil) {
            self.target = target
            self.kind = kind
            self.path = path
        }
    }

    public var name: String
    /// The driver's word: `kvm`, `qemu`.
    public var type: String = ""
    public var architecture: String?
    public var machine: String?
    /// The guest's CPU in the driver's form, where it is a named model.
    public var cpu: String?
    public var usesHostCPU = false
    public var disks: [Disk] = []
    public var bridges: [String] = []
    public var hostDevices: [String] = []
    public var snapshots = 0
    public var checkpoints = 0
    public var hasFirmwareVariables = false
    public var hasTPM = false
    public var isPersistent = true
    public var autostart = false

    public init(name: String) { self.name = name }
}

/// A file as a host sees it.
public struct MigrationSight: Codable, Hashable, Sendable {
    public var pool: String
    public var volume: String
    /// Bytes a guest sees, and bytes taken.
    public var capacity: Int64
    public var allocation: Int64
    public var backingPath: String?
    public var backingFormat: String?
    /// When it was last written to, to the nanosecond; two hosts that see the same file tell the same.
    public var modified: String?
    /// What the pool mounts: `server:/export`; nil for a plain directory.
    public var share: String?

    public init(pool: String, volume: String, capacity: Int64, allocation: Int64) {
        self.pool = pool
        self.volume = volume
        self.capacity = capacity
        self.allocation = allocation
    }
}

/// How a machine stands on one host.
public enum MigrationStanding: String, Codable, Sendable, CaseIterable {
    case absent
    /// Defined, and off.
    case off
    case running
    /// Paused by a person, by a disk's error: not by a migration.
    case paused
    /// It runs, or waits for its last pages, while it is sent.
    case sending
    /// Paused by a migration that is no longer at work.
    case halted
    /// It waits to be filled by another host, and has not run yet.
    case arriving
}

/// How far a sending is.
public struct MigrationProgress: Hashable, Sendable {
    /// Bytes of memory and disks.
    public var total: Int64
    public var done: Int64
    public var remaining: Int64

    public init(total: Int64, done: Int64, remaining: Int64) {
        self.total = total
        self.done = done
        self.remaining = remaining
    }
}

/// Where a machine goes, and what becomes of its disks.
public struct MigrationJourney: Codable, Hashable, Sendable {
    /// A disk that is at another place there.
    public struct Disk: Codable, Hashable, Sendable {
        public var target: String
        public var path: String
        public var format: String
        /// `pool/volume`, before and after.
        public var from: String
        public var to: String

        public init(target: String, path: String, format: String, from: String, to: String) {
            self.target = target
            self.path = path
            self.format = format
            self.from = from
            self.to = to
        }
    }

    public var reach: MigrationReach
    public var disks: [Disk]
    /// Targets of the disks that are copied while the guest runs.
    public var mirrored: [String]
    /// Whether what is below them is at the other host.
    public var keepsImages: Bool
    /// Whether no disk lies over another machine's any more.
    public var unlinks: Bool
    /// MiB per second.
    public var bandwidth: Int64?
    public var autoConverge: Bool

    public init(
        reach: MigrationReach, disks: [Disk] = [], mirrored: [String] = [], keepsImages: Bool = false,
        unlinks: Bool = false, bandwidth: Int64? = nil, autoConverge: Bool = false
    ) {
        self.reach = reach
        self.disks = disks
        self.mirrored = mirrored
        self.keepsImages = keepsImages
        self.unlinks = unlinks
        self.bandwidth = bandwidth
        self.autoConverge = autoConverge
    }
}

extension WorkflowContext {
    /// - Throws: ``DriverError`` `unsupported` where the host's driver moves no machines.
    func migrations(_ host: UUID) async throws -> any MigrationDriver {
        guard let migrations = try await drivers(host).migrations else {
            throw DriverError(.unsupported, "The host's driver moves no machines to other hosts.")
        }
        return migrations
    }
}
