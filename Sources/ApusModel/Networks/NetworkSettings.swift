/// All that a virtual network is defined by, except its name: what a creation makes and a change changes.
public struct NetworkSettings: Codable, Hashable, Sendable {
    /// How its guests reach the world.
    public enum Forward: String, Codable, Sendable, CaseIterable {
        /// By the host's address; nothing outside reaches them unasked.
        case nat
        /// Routed, with libvirt's firewall rules; the world needs a route to the network.
        case route
        /// Routed without any firewall rules.
        case open
        /// Not at all: guests meet each other and the host.
        case isolated
        /// Guests join a bridge that the host has.
        case bridge
        /// Guests join a device of the host by macvtap.
        case macvtap
        /// Guests join an Open vSwitch bridge that the host has.
        case ovs

        /// Whether libvirt gives addresses and names there; else the joined network does.
        public var hasAddresses: Bool {
            switch self {
            case .nat, .route, .open, .isolated: true
            case .bridge, .macvtap, .ovs: false
            }
        }
    }

    public var forward: Forward
    /// The bridge; where addresses are libvirt's, nil lets libvirt choose a free name.
    public var bridge: String?
    /// Devices of the host: what macvtap joins, or where routed traffic may leave.
    public var devices: [String] = []
    /// The host's address on the network: `10.10.0.1/24`.
    public var address: String?
    /// What DHCP gives out over IPv4.
    public var ranges: [AddressRange] = []
    /// Seconds a lease lasts; nil for dnsmasq's hour.
    public var leaseTime: Int?
    /// The host's IPv6 address there: `fd00:10::1/64`.
    public var address6: String?
    /// What DHCPv6 gives out.
    public var ranges6: [AddressRange] = []
    /// The DNS domain of its guests.
    public var domain: String?
    public var dns = DNS()
    /// Bytes of a frame's content.
    public var mtu: Int?
    /// The VLAN of all guests, on Open vSwitch.
    public var vlan: Int?
    public var staticHosts: [StaticHost] = []
    public var autostart: Bool = false

    public init(forward: Forward) { self.forward = forward }

    /// What libvirt's DNS server does for the network.
    public struct DNS: Codable, Hashable, Sendable {
        public var enabled: Bool = true
        /// Servers that are asked for what it does not know; none asks the host's own.
        public var forwarders: [String] = []
        public var hosts: [DNSHost] = []

        public init() {}
    }
}

/// Addresses that DHCP gives out, both ends included.
public struct AddressRange: Codable, Hashable, Sendable, CustomStringConvertible {
    public var start: String
    public var end: String

    public init(start: String, end: String) {
        self.start = start
        self.end = end
    }

    public var description: String { "\(start)-\(end)" }
}

/// An address that is kept for one card.
public struct StaticHost: Codable, Hashable, Sendable {
    public var mac: String
    public var ip: String
    /// What DNS and DHCP call it.
    public var name: String?

    public init(mac: String, ip: String, name: String? = nil) {
        self.mac = mac
        self.ip = ip
        self.name = name
    }
}

/// A name that libvirt's DNS server answers.
public struct DNSHost: Codable, Hashable, Sendable {
    public var name: String
    public var ip: String

    public init(name: String, ip: String) {
        self.name = name
        self.ip = ip
    }
}
