import FoundationEssentials

/// One disk or file in a storage pool, as its host says, and what it is there for.
public struct Volume: Codable, Hashable, Sendable, Identifiable {
    /// What libvirt calls its type.
    public enum Kind: String, Codable, Sendable, CaseIterable { case file, block, dir, network, netdir, other }

    /// What a volume is there for, computed from what Apus knows of the host: the first that holds.
    public enum Use: String, Codable, Sendable, CaseIterable {
        /// A VM of the host has it as a disk.
        case disk
        /// A registered image lies at its path.
        case image
        /// Another volume of the host is built on it.
        case backing
        /// Named as Apus names a VM's volumes, and that VM or an operation that makes it is there.
        case owned
        /// Named as Apus names a VM's volumes, but no such VM is known and no operation makes it: what was left behind.
        case orphan
        /// None of these. It may still be wanted: nobody but its owner knows.
        case unused
    }

    /// Made from the pool's UUID and the volume's name, see ``NameUUID``: the same for as long as the volume has both.
    public var id: UUID
    public var name: String
    /// The pool's name.
    public var pool: String
    public var poolID: UUID
    public var host: UUID
    public var hostName: String
    public var type: Kind
    /// `qcow2`, `raw`, `iso`, …, as the host reads it from the file's head. A guest can write what is read there.
    public var format: String?
    /// Bytes a guest sees.
    public var capacity: Int64 = 0
    /// Bytes taken from the pool.
    public var allocation: Int64 = 0
    /// Bytes of the file or device itself.
    public var physical: Int64?
    public var path: String
    /// The image below it.
    public var backingPath: String?
    public var backingFormat: String?
    /// Names of the VMs of the host that have it as a disk.
    public var usedBy: [String] = []
    /// Names of the volumes of the host that are built on it.
    public var backs: [String] = []
    /// The VM Apus made it for.
    public var owner: String?
    /// The image registered at its path.
    public var image: String?
    public var use: Use = .unused
    public var staleSince: Date?

    public init(name: String, pool: String, poolID: UUID, host: UUID, hostName: String, type: Kind, path: String) {
        self.id = Self.id(of: name, in: poolID)
        self.name = name
        self.pool = pool
        self.poolID = poolID
        self.host = host
        self.hostName = hostName
        self.type = type
        self.path = path
    }

    public var key: HostedKey { HostedKey(host: host, id: id) }

    /// How people and paths name it: `pool:volume`.
    public var fullName: String { "\(pool):\(name)" }

    /// The identity of the volume of a name, also before it is made.
    public static func id(of name: String, in pool: UUID) -> UUID { NameUUID.of(name, in: pool) }
}
