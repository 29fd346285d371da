import FoundationEssentials

/// A virtual network of a host, as it is.
public struct Network: Codable, Hashable, Sendable, Identifiable {
    public enum State: String, Codable, Sendable, CaseIterable { case active, inactive }

    public var id: UUID
    public var name: String
    public var host: UUID
    public var hostName: String
    public var state: State
    public var bridge: String?
    /// `nat`, `route`, `bridge`, …; `isolated` where nothing is forwarded.
    public var forward: String = "isolated"
    /// In CIDR form: `192.168.122.1/24`.
    public var addresses: [String] = []
    public var dhcp: Bool = false
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
