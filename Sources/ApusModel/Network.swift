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
    /// `start-end`, of both families.
    public var dhcpRanges: [String] = []
    public var staticHosts: [StaticHost] = []
    public var dnsHosts: [DNSHost] = []
    public var domain: String?
    public var mtu: Int?
    /// Devices of the host that it uses.
    public var devices: [String] = []
    public var vlan: Int?
    /// Whether its definition outlives its stop.
    public var persistent: Bool = true
    /// Names of machines with a card on it.
    public var vms: [String] = []
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
