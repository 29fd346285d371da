import FoundationEssentials

/// What fills a pool; the answer of `GET /api/v1/pools/{ref}/usage`.
public struct PoolUsage: Codable, Hashable, Sendable {
    public struct Share: Codable, Hashable, Sendable {
        public var volumes: Int
        /// Bytes taken from the pool.
        public var allocation: Int64

        public init(volumes: Int, allocation: Int64) {
            self.volumes = volumes
            self.allocation = allocation
        }
    }

    public struct Item: Codable, Hashable, Sendable {
        public var id: UUID
        public var name: String
        public var capacity: Int64
        public var allocation: Int64
        public var use: Volume.Use
        public var owner: String?
        public var usedBy: [String]

        public init(_ volume: Volume) {
            id = volume.id
            name = volume.name
            capacity = volume.capacity
            allocation = volume.allocation
            use = volume.use
            owner = volume.owner
            usedBy = volume.usedBy
        }
    }

    public var pool: UUID
    public var name: String
    public var hostName: String
    public var capacity: Int64
    public var allocation: Int64
    public var available: Int64
    /// Percent of the pool that is taken.
    public var used: Double
    /// Bytes that guests may come to fill: the sum of the volumes' capacities.
    public var promised: Int64
    /// `promised` over `capacity`: above 1, guests can fill more than there is.
    public var overcommit: Double
    public var volumes: Int
    /// By what they are there for.
    public var shares: [String: Share]
    /// The largest by what they take, at most twenty.
    public var largest: [Item]
    public var orphans: [Item]

    public init(_ pool: StoragePool) {
        self.pool = pool.id
        (name, hostName) = (pool.name, pool.hostName)
        (capacity, allocation, available) = (pool.capacity, pool.allocation, pool.available)
        used = pool.used ?? 0
        (promised, overcommit) = (pool.promised ?? 0, pool.overcommit ?? 0)
        (volumes, shares, largest, orphans) = (0, [:], [], [])
    }
}

/// What deleting, wiping or moving would take away; the answer with `?dryRun=true`.
public struct StoragePlan: Codable, Hashable, Sendable {
    /// `pool` or `volume`.
    public var kind: String
    public var id: UUID
    public var name: String
    public var hostName: String
    /// What goes, in words.
    public var deletes: [String]
    /// What stays, in words.
    public var keeps: [String]

    public init(kind: String, id: UUID, name: String, hostName: String, deletes: [String], keeps: [String]) {
        self.kind = kind
        self.id = id
        self.name = name
        self.hostName = hostName
        self.deletes = deletes
        self.keeps = keeps
    }
}
