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
    public var staleSince: Date?

    public init(id: UUID, name: String, host: UUID, hostName: String, state: State) {
        self.id = id
        self.name = name
        self.host = host
        self.hostName = hostName
        self.state = state
    }

    public var key: HostedKey { HostedKey(host: host, id: id) }
}

/// The identity of a thing that lives on a host under the host's own UUID.
public typealias HostedKey = VirtualMachine.Key
