/// A network to define.
public struct NetworkDefinition: Hashable, Sendable {
    public enum Reach: Hashable, Sendable {
        /// Guests meet each other and the host only.
        case isolated
        /// Guests reach the world by the host's address.
        case nat
        /// Guests are routed, with libvirt's rules for the firewall.
        case route
        /// Guests are routed, without rules.
        case open
        /// Guests join a bridge that the host has; Open vSwitch needs its kind of virtual port.
        case bridge(virtualPort: String?)
        /// Guests join devices of the host by macvtap in its bridge mode.
        case macvtap
    }

    /// Addresses on the network: the host's and what DHCP gives out.
    public struct IP: Hashable, Sendable {
        public var address: String
        /// The length of the prefix: 1 to 31 bits of IPv4, 1 to 127 of IPv6.
        public var prefix: Int
        public var ranges: [NetworkDescription.Range]
        public var hosts: [NetworkDescription.Host] = []
        public var leaseSeconds: Int?

        public init(address: String, prefix: Int, ranges: [NetworkDescription.Range]) {
            self.address = address
            self.prefix = prefix
            self.ranges = ranges
        }
    }

    public var name: String
    public var uuid: String?
    public var reach: Reach
    /// The bridge; nil lets libvirt choose a name, except where `reach` is a bridge.
    public var bridge: String?
    /// Devices of the host: those that macvtap joins, or the one that routed traffic may leave by.
    public var devices: [String] = []
    /// The DNS domain of its guests.
    public var domain: String?
    public var dns: NetworkDescription.DNS = .init()
    public var mtu: Int?
    /// The VLAN of all guests, for Open vSwitch.
    public var vlan: Int?
    public var ipv4: IP?
    public var ipv6: IP?

    public init(name: String, reach: Reach, bridge: String? = nil, ipv4: IP? = nil) {
        self.name = name
        self.reach = reach
        self.bridge = bridge
        self.ipv4 = ipv4
    }

    /// The `<network>` element.
    ///
    /// - Throws: `DefinitionError` for a prefix out of range, and for a foreign bridge without a name or with addresses.
    public func element() throws(DefinitionError) -> Element {
        try validate()
        return Element(
            "network", [:],
            [
                Element("name", text: name),
                uuid.map { Element("uuid", text: $0) },
                forward,
                bridge.map { Element("bridge", ["name": $0]) },
                mtu.map { Element("mtu", ["size": "\($0)"]) },
                virtualPort.map { Element("virtualport", ["type": $0]) },
                vlan.map { Element("vlan", [:], [Element("tag", ["id": "\($0)"])]) },
                domain.map { Element("domain", ["name": $0]) },
                dns.element,
                ipv4?.element(family: "ipv4"),
                ipv6?.element(family: "ipv6"),
            ])
    }

    /// The `<forward>` element; none where nothing is forwarded.
    public var forward: Element? {
        let interfaces = devices.map { Element("interface", ["dev": $0]) }
        return switch reach {
        case .isolated: nil
        case .nat: Element("forward", ["mode": "nat", "dev": devices.first])
        case .route: Element("forward", ["mode": "route", "dev": devices.first])
        case .open: Element("forward", ["mode": "open", "dev": devices.first])
        case .bridge: Element("forward", ["mode": "bridge"])
        case .macvtap: Element("forward", ["mode": "bridge"], interfaces)
        }
    }

    private var virtualPort: String? {
        if case .bridge(let kind) = reach { kind } else { nil }
    }
}

extension NetworkDefinition {
    private func validate() throws(DefinitionError) {
        guard (1...31).contains(ipv4?.prefix ?? 24) else {
            throw DefinitionError(.range, field: "ipv4.prefix", "not from 1 to 31")
        }
        guard (1...127).contains(ipv6?.prefix ?? 64) else {
            throw DefinitionError(.range, field: "ipv6.prefix", "not from 1 to 127")
        }
        switch reach {
        case .bridge: try requireForeign(bridge != nil)
        case .macvtap: try requireForeign(bridge == nil && !devices.isEmpty)
        case .isolated, .nat, .route, .open: break
        }
    }

    private func requireForeign(_ hasWhatItJoins: Bool) throws(DefinitionError) {
        guard hasWhatItJoins, ipv4 == nil, ipv6 == nil, domain == nil, dns.element == nil else {
            throw DefinitionError(
                .conflict, field: "reach", "names the host's bridge or devices, and no addresses of ours")
        }
    }
}

extension NetworkDefinition.IP {
    /// The `<ip>` element.
    public func element(family: String) -> Element {
        let ranges = ranges.map { $0.element(leaseSeconds: leaseSeconds) }
        let hosts = hosts.map(\.element)
        let dhcp = ranges.isEmpty && hosts.isEmpty ? nil : Element("dhcp", [:], ranges + hosts)
        return Element("ip", ["family": family, "address": address, "prefix": "\(prefix)"], [dhcp])
    }
}
