/// Body of `POST /api/v1/networks`.
public struct CreateNetwork: Codable, Hashable, Sendable {
    /// May be absent where there is only one.
    public var host: String?
    public var name: String
    public var forward: NetworkSettings.Forward
    public var bridge: String?
    public var devices: [String]?
    /// `10.10.0.1/24`, the host's own address there; `10.10.0.0/24` takes the first.
    public var address: String?
    public var dhcp: DHCPRequest?
    public var ipv6: IPv6Request?
    public var domain: String?
    public var dns: DNSRequest?
    public var mtu: Int?
    public var vlan: Int?
    public var staticHosts: [StaticHost]?
    /// Whether it starts with its host; true when absent.
    public var autostart: Bool?
    /// Whether it starts at once; true when absent.
    public var start: Bool?

    public init(name: String, forward: NetworkSettings.Forward) {
        self.name = name
        self.forward = forward
    }
}

/// Body of `PATCH /api/v1/networks/{ref}`: what is absent stays as it is.
public struct UpdateNetwork: Codable, Hashable, Sendable {
    public var forward: NetworkSettings.Forward?
    public var bridge: String?
    public var devices: [String]?
    public var address: String?
    public var dhcp: DHCPRequest?
    public var ipv6: IPv6Request?
    /// Empty takes it away.
    public var domain: String?
    public var dns: DNSRequest?
    /// 0 leaves it to the host again.
    public var mtu: Int?
    public var vlan: Int?
    /// All of them: those not named go.
    public var staticHosts: [StaticHost]?
    public var autostart: Bool?

    public init() {}
}

/// What DHCP gives out over IPv4.
public struct DHCPRequest: Codable, Hashable, Sendable {
    /// All of them; none turns DHCP off, except for fixed leases.
    public var ranges: [AddressRange]?
    /// Seconds a lease lasts.
    public var leaseTime: Int?

    public init(ranges: [AddressRange]? = nil, leaseTime: Int? = nil) {
        self.ranges = ranges
        self.leaseTime = leaseTime
    }
}

/// IPv6 on a network.
public struct IPv6Request: Codable, Hashable, Sendable {
    public var address: String?
    public var ranges: [AddressRange]?

    public init(address: String? = nil, ranges: [AddressRange]? = nil) {
        self.address = address
        self.ranges = ranges
    }
}

/// What libvirt's DNS server does; what is absent stays as it is.
public struct DNSRequest: Codable, Hashable, Sendable {
    public var enabled: Bool?
    public var forwarders: [String]?
    /// All of them: those not named go.
    public var hosts: [DNSHost]?

    public init(enabled: Bool? = nil, forwarders: [String]? = nil, hosts: [DNSHost]? = nil) {
        self.enabled = enabled
        self.forwarders = forwarders
        self.hosts = hosts
    }
}

/// Body of `POST /api/v1/networks/{ref}/stop`.
public struct StopNetwork: Codable, Hashable, Sendable {
    /// Whether running guests may be cut off.
    public var force: Bool?

    public init(force: Bool? = nil) { self.force = force }
}

/// Body of `POST /api/v1/networks/{ref}/leases/{mac}`.
public struct FixLease: Codable, Hashable, Sendable {
    public var ip: String
    public var name: String?

    public init(ip: String, name: String? = nil) {
        self.ip = ip
        self.name = name
    }
}

/// Body of `POST /api/v1/networks/{ref}/dns/{name}`.
public struct AddName: Codable, Hashable, Sendable {
    public var ip: String

    public init(ip: String) { self.ip = ip }
}
