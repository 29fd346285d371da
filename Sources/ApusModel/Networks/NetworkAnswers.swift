import FoundationEssentials

/// Whom stopping or deleting a network would meet; the answer with `?dryRun=true`.
public struct NetworkImpact: Codable, Hashable, Sendable {
    public var network: UUID
    public var name: String
    /// Running machines that would be cut off.
    public var running: [String]
    /// Machines that are off and could not start without it.
    public var off: [String]

    public init(network: UUID, name: String, running: [String], off: [String]) {
        self.network = network
        self.name = name
        self.running = running
        self.off = off
    }
}

/// An address that the network's DHCP server gave out.
public struct Lease: Codable, Hashable, Sendable {
    public var ip: String
    public var mac: String?
    /// When it ends; nil for one that never does.
    public var expiresAt: Date?
    /// What the guest calls itself.
    public var hostname: String?
    /// The machine whose card it is.
    public var vm: String?
    public var vmId: UUID?
    /// Whether the address is kept for this card.
    public var fixed: Bool = false

    public init(ip: String, mac: String?) {
        self.ip = ip
        self.mac = mac
    }
}

/// An interface of the host as it is. Apus offers it to guests and never changes it.
public struct HostInterface: Codable, Hashable, Sendable {
    public enum State: String, Codable, Sendable, CaseIterable { case active, inactive }

    public var name: String
    /// `ethernet`, `bridge`, `vlan`, `bond`.
    public var type: String
    public var state: State
    public var mac: String?
    public var mtu: Int?
    /// Where the host tells them: `192.168.0.5/24`.
    public var addresses: [String] = []
    /// What a bridge or bond joins, or what a VLAN lies on.
    public var members: [String] = []
    public var vlan: Int?
    /// The libvirt network whose bridge it is.
    public var network: String?

    public init(name: String, type: String, state: State) {
        self.name = name
        self.type = type
        self.state = state
    }
}

/// A packet filter of libvirt's (nwfilter), which cards of guests may name.
public struct NetworkFilter: Codable, Hashable, Sendable {
    public var id: UUID
    public var name: String
    /// Whether libvirt brought it; such a filter is not deleted.
    public var builtIn: Bool
    /// Shown for one filter, not in lists.
    public var xml: String?

    public init(id: UUID, name: String, builtIn: Bool) {
        self.id = id
        self.name = name
        self.builtIn = builtIn
    }
}

/// Body of `POST /api/v1/hosts/{ref}/filters`: rules, or libvirt's own XML.
public struct CreateNetworkFilter: Codable, Hashable, Sendable {
    public struct Rule: Codable, Hashable, Sendable {
        public enum Action: String, Codable, Sendable, CaseIterable { case accept, drop, reject }
        /// As the guest sees it.
        public enum Direction: String, Codable, Sendable, CaseIterable { case `in`, out, `inout` }
        public enum Kind: String, Codable, Sendable, CaseIterable { case all, tcp, udp, icmp }

        public var action: Action
        public var direction: Direction
        public var `protocol`: Kind
        /// An address or network that packets come from.
        public var source: String?
        /// An address or network that packets go to.
        public var destination: String?
        /// Ports that packets go to, for tcp and udp: `22` or `8000-8080`.
        public var ports: String?

        public init(action: Action, direction: Direction, protocol: Kind) {
            self.action = action
            self.direction = direction
            self.protocol = `protocol`
        }
    }

    public var name: String
    public var rules: [Rule]?
    /// Filters that come first, such as `clean-traffic`.
    public var includes: [String]?
    public var xml: String?

    public init(name: String) { self.name = name }
}
