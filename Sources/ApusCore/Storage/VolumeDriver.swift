import ApusModel
import FoundationEssentials

/// A volume by the names of its pool and itself, which never change.
public struct VolumePlace: Codable, Hashable, Sendable, CustomStringConvertible {
    public var pool: String
    public var name: String

    public init(pool: String, name: String) {
        self.pool = pool
        self.name = name
    }

    /// As ownership metadata writes it.
    public var description: String { "\(pool)/\(name)" }
}

/// A volume to make.
public struct VolumeRequest: Codable, Hashable, Sendable {
    public struct Backing: Codable, Hashable, Sendable {
        public var path: String
        public var format: String

        public init(path: String, format: String) {
            self.path = path
            self.format = format
        }
    }

    public var place: VolumePlace
    /// Bytes a guest sees.
    public var capacity: Int64
    /// Bytes to take at once; nil is few for a file and all for a logical volume.
    public var allocation: Int64?
    /// nil where the pool knows none, as a volume group.
    public var format: String?
    public var backing: Backing?
    /// For a copy: what the machine that has the source says it is. A guest can write the head of another format into a raw disk,
    /// and a host that copies follows what that head names, so the host must read it as the same. Nil where no machine has it.
    public var sourceFormat: String?

    public init(
        _ place: VolumePlace, capacity: Int64, allocation: Int64? = nil, format: String?, backing: Backing? = nil,
        sourceFormat: String? = nil
    ) {
        self.place = place
        self.capacity = capacity
        self.allocation = allocation
        self.format = format
        self.backing = backing
        self.sourceFormat = sourceFormat
    }
}

/// The volumes of one host. Each verb throws ``DriverError`` and may be called again after a crash; a job that another holds in the
/// pool is waited for.
public protocol VolumeDriver: Sendable {
    /// The volume as it is now; nil when it is not there.
    func read(_ volume: VolumePlace) async throws -> Volume?
    /// Makes an empty volume. Throws `exists` where there is one of the name.
    func create(_ request: VolumeRequest) async throws
    /// Makes a full copy that needs nothing below it. A volume of the name is replaced: it is the rest of an earlier try.
    /// - Parameter progress: is told how much of the source is copied, 0…1.
    func clone(
        _ source: VolumePlace, as request: VolumeRequest, progress: @escaping @Sendable (Double) -> Void) async throws
    /// Makes it larger; one that has the size is left as it is.
    func grow(_ volume: VolumePlace, to capacity: Int64) async throws
    /// Overwrites it with zeros.
    func wipe(_ volume: VolumePlace) async throws
    /// An absent one is left as it is.
    func delete(_ volume: VolumePlace) async throws
    /// Lists the volumes of one pool (nil: all) anew; they are shown when this returns.
    func look(pool: String?) async throws
}

/// Brings a machine's disk from one volume to another.
public protocol DiskMoveDriver: Sendable {
    /// Whether the machine has snapshots, which a copied disk would not have.
    func hasSnapshots(_ vm: UUID) async throws -> Bool
    /// Lets the definition of a stopped machine name the other volume; one that does already is left as it is.
    /// Throws `invalidState` for a machine that runs.
    func repoint(_ move: DiskMove) async throws
    /// Copies a running machine's disk to its new volume until both are the same, and keeps them so. A copy under way is waited for.
    func copy(_ move: DiskMove, progress: @escaping @Sendable (Double) -> Void) async throws
    /// Lets the running machine, and its definition, go on with the new volume; one that does already is left as it is.
    func pivot(_ move: DiskMove) async throws
    /// Ends a copy; the machine goes on with its old volume. Without a copy nothing happens.
    func abandon(_ move: DiskMove) async throws
    /// Whether the machine's disk is the new volume by now.
    func isMoved(_ move: DiskMove) async throws -> Bool
}

/// One disk of one machine on its way.
public struct DiskMove: Codable, Hashable, Sendable {
    public var vm: UUID
    /// The guest's name for the disk: `vda`.
    public var target: String
    public var from: VolumePlace
    public var to: VolumePlace
    public var toPath: String
    public var format: String

    public init(vm: UUID, target: String, from: VolumePlace, to: VolumePlace, toPath: String, format: String) {
        self.vm = vm
        self.target = target
        self.from = from
        self.to = to
        self.toPath = toPath
        self.format = format
    }

    /// The same move once the new volume is there.
    public func at(_ path: String) -> DiskMove {
        var move = self
        move.toPath = path
        return move
    }

    /// The same move the other way.
    public func reversed(fromPath: String, format: String) -> DiskMove {
        DiskMove(vm: vm, target: target, from: to, to: from, toPath: fromPath, format: format)
    }
}
