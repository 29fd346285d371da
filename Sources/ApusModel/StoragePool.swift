import FoundationEssentials

/// A storage pool of a host, as it is.
public struct StoragePool: Codable, Hashable, Sendable, Identifiable {
    public enum State: String, Codable, Sendable, CaseIterable {
        case active, inactive, building, degraded, inaccessible
    }

    public var id: UUID
    public var name: String
    public var host: UUID
    public var hostName: String
    public var state: State
    /// `dir`, `fs`, `netfs`, `logical`, …
    public var type: String = ""
    public var path: String?
    /// Bytes.
    public var capacity: Int64 = 0
    public var allocation: Int64 = 0
    public var available: Int64 = 0
    public var autostart: Bool = false
    /// Whether it has a definition that outlives its activity.
    public var persistent: Bool = true
    /// Where the storage comes from; nil for a plain directory.
    public var source: Source?
    /// How many volumes it has.
    public var volumes: Int = 0
    /// The sum of its volumes' capacities: what guests may come to take; nil where the volumes are not known.
    public var promised: Int64?
    public var staleSince: Date?

    public init(id: UUID, name: String, host: UUID, hostName: String, state: State) {
        self.id = id
        self.name = name
        self.host = host
        self.hostName = hostName
        self.state = state
    }

    public var key: HostedKey { HostedKey(host: host, id: id) }

    /// Percent of the capacity that is taken; nil for a pool without one.
    public var used: Double? {
        capacity > 0 ? (Double(allocation) / Double(capacity) * 1000).rounded() / 10 : nil
    }

    /// `promised` over `capacity`: above 1, guests can fill more than there is.
    public var overcommit: Double? {
        guard let promised, capacity > 0 else { return nil }
        return (Double(promised) / Double(capacity) * 100).rounded() / 100
    }

    /// A server, an export, a device, a volume group.
    public struct Source: Codable, Hashable, Sendable {
        public var host: String?
        public var path: String?
        public var device: String?
        public var name: String?
        public var format: String?

        public init(
            host: String? = nil, path: String? = nil, device: String? = nil, name: String? = nil, format: String? = nil
        ) {
            self.host = host
            self.path = path
            self.device = device
            self.name = name
            self.format = format
        }
    }
}

/// The identity of a thing that lives on a host under the host's own UUID.
public typealias HostedKey = VirtualMachine.Key
