import FoundationEssentials

/// Body of `POST /api/v1/pools`.
public struct CreatePool: Codable, Hashable, Sendable {
    /// Kinds of pool that are made; `dir`, `netfs` and `logical` are promised, the others are passed on as the host offers them.
    public enum Kind: String, Codable, Sendable, CaseIterable { case dir, netfs, logical, fs, iscsi, gluster, rbd, zfs }

    public var host: String
    public var name: String
    public var type: Kind
    /// Where the volumes are on the host; a volume group and its like have none of their own.
    public var path: String?
    /// The server of an export, a target or a cluster.
    public var sourceHost: String?
    /// The export of an NFS server, the directory of a Gluster volume.
    public var sourcePath: String?
    /// The block device that is mounted, or the iSCSI target.
    public var sourceDevice: String?
    /// The volume group, the Gluster volume, the Ceph or ZFS pool.
    public var sourceName: String?
    /// Whether it starts with its host; true when absent.
    public var autostart: Bool?

    public init(host: String, name: String, type: Kind = .dir) {
        self.host = host
        self.name = name
        self.type = type
    }
}

/// Body of `PATCH /api/v1/pools/{ref}`.
public struct ChangePool: Codable, Hashable, Sendable {
    /// Whether it starts with its host.
    public var autostart: Bool

    public init(autostart: Bool) { self.autostart = autostart }
}

/// Body of `POST /api/v1/volumes`.
public struct CreateVolume: Codable, Hashable, Sendable {
    /// What a new volume is built on: a registered image, or a volume of the same host.
    public struct Backing: Codable, Hashable, Sendable {
        public var image: String?
        public var volume: String?
        /// What the volume below is; never guessed, since a guest can write what a guess would find.
        public var format: Image.Format?

        public init(image: String? = nil, volume: String? = nil, format: Image.Format? = nil) {
            self.image = image
            self.volume = volume
            self.format = format
        }
    }

    /// Needed where several hosts have a pool of the name.
    public var host: String?
    public var pool: String
    public var name: String
    /// Bytes a guest sees.
    public var capacity: Int64
    /// Bytes to take at once; few when absent, all of them in a volume group.
    public var allocation: Int64?
    /// qcow2 when absent; raw in a volume group.
    public var format: Image.Format?
    public var backing: Backing?

    public init(pool: String, name: String, capacity: Int64) {
        self.pool = pool
        self.name = name
        self.capacity = capacity
    }
}

/// Body of `POST /api/v1/volumes/{ref}/grow`.
public struct GrowVolume: Codable, Hashable, Sendable {
    /// Bytes; more than before.
    public var capacity: Int64

    public init(capacity: Int64) { self.capacity = capacity }
}

/// Body of `POST /api/v1/volumes/{ref}/clone`.
public struct CloneVolume: Codable, Hashable, Sendable {
    public var name: String
    /// A pool of the same host; the volume's own when absent.
    public var pool: String?
    /// What the copy is; as the volume when absent.
    public var format: Image.Format?

    public init(name: String, pool: String? = nil, format: Image.Format? = nil) {
        self.name = name
        self.pool = pool
        self.format = format
    }
}

/// Body of `POST /api/v1/volumes/{ref}/move`.
public struct MoveVolume: Codable, Hashable, Sendable {
    /// A pool of the same host.
    public var pool: String
    /// Its name there; as before when absent.
    public var name: String?

    public init(pool: String, name: String? = nil) {
        self.pool = pool
        self.name = name
    }
}
