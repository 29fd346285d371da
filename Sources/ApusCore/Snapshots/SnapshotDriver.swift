import ApusModel
import FoundationEssentials

/// Snapshots of the machines of one host. Each call throws ``DriverError``; each may be called again after a crash.
public protocol SnapshotDriver: Sendable {
    /// The machine's snapshots as they are now.
    func snapshots(of vm: UUID) async throws -> [VirtualMachineSnapshot]
    /// What decides how a snapshot can be taken or gone back to.
    func scene(of vm: UUID) async throws -> SnapshotScene
    /// Takes a snapshot; one of that name is what an earlier try left.
    /// - Returns: whether the guest's file systems were frozen meanwhile.
    func create(_ snapshot: SnapshotPlan, of vm: UUID) async throws -> Bool
    /// Brings a machine back to an internal snapshot, and to the state it had then.
    func revert(to name: String, of vm: UUID) async throws
    /// Lets a machine that is off start from other images, and writes down what its snapshots then are.
    func stand(on place: SnapshotPlace, of vm: UUID) async throws
    /// Takes a snapshot away. What an external one froze stays until ``merge(_:progress:)``. An absent one is left as it is.
    func delete(_ name: String, of vm: UUID) async throws
    /// Writes down which volumes are the machine's own besides those known: `pool/volume`.
    func own(_ volumes: [String], of vm: UUID) async throws
    /// Merges images of the machine's chains that no snapshot needs any more, into those below them. A machine that is off
    /// is left paused where that needed its process.
    func merge(_ vm: UUID, progress: @escaping @Sendable (Double) -> Void) async throws
    /// Deletes overlays of the machine that nothing stands on any more, and forgets them as its own.
    func clean(_ vm: UUID) async throws
}

/// A machine as a snapshot finds it.
public struct SnapshotScene: Codable, Hashable, Sendable {
    public struct Disk: Codable, Hashable, Sendable {
        /// The guest's name for it.
        public var target: String
        public var path: String?
        public var format: String
        /// Whether the guest can write to it: no CD-ROM, no seed.
        public var isWritable: Bool
        /// The storage pool whose directory it lies in.
        public var pool: String?
        /// How many images lie below it.
        public var depth: Int

        public init(
            target: String, path: String?, format: String, isWritable: Bool = true, pool: String? = nil, depth: Int = 0
        ) {
            self.target = target
            self.path = path
            self.format = format
            self.isWritable = isWritable
            self.pool = pool
            self.depth = depth
        }
    }

    /// An external snapshot: the images it froze, and those that took what was written then.
    public struct External: Codable, Hashable, Sendable {
        public var name: String
        public var bases: [SnapshotPlace.Disk]
        public var overlays: [SnapshotPlace.Disk]

        public init(name: String, bases: [SnapshotPlace.Disk], overlays: [SnapshotPlace.Disk]) {
            self.name = name
            self.bases = bases
            self.overlays = overlays
        }
    }

    public var state: VirtualMachineState
    public var disks: [Disk]
    /// Whether firmware variables are kept in flash, which internal snapshots cannot hold.
    public var hasFlash: Bool
    /// How many checkpoints (records for backups) there are.
    public var checkpoints: Int
    public var externals: [External]

    public init(
        state: VirtualMachineState, disks: [Disk], hasFlash: Bool = false, checkpoints: Int = 0,
        externals: [External] = []
    ) {
        self.state = state
        self.disks = disks
        self.hasFlash = hasFlash
        self.checkpoints = checkpoints
        self.externals = externals
    }
}

/// Where a machine's disks stand.
public struct SnapshotPlace: Codable, Hashable, Sendable {
    public struct Disk: Codable, Hashable, Sendable {
        public var target: String
        public var path: String
        public var format: String
        /// The pool it lies in.
        public var pool: String?
        /// Bytes the guest sees.
        public var capacity: Int64

        public init(target: String, path: String, format: String, pool: String? = nil, capacity: Int64 = 0) {
            self.target = target
            self.path = path
            self.format = format
            self.pool = pool
            self.capacity = capacity
        }
    }

    /// The snapshot that becomes the current one; nil leaves it.
    public var current: String?
    /// What the machine starts from.
    public var disks: [Disk]
    /// The snapshot whose record of overlays changes, and what it then says.
    public var record: String
    public var overlays: [Disk]

    public init(current: String?, disks: [Disk], record: String, overlays: [Disk]) {
        self.current = current
        self.disks = disks
        self.record = record
        self.overlays = overlays
    }
}
