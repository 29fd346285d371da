/// A network to define.
public struct NetworkDefinition: Hashable, Sendable {
    public enum Reach: Hashable, Sendable {
        /// Guests meet each other and the host only.
        case isolated
        /// Guests reach the world by the host's address.
        case nat
        /// Guests join a bridge that the host has; Open vSwitch needs its kind of virtual port.
        case bridge(virtualPort: String?)
    }

    /// IPv4 on the network: the host's address and what DHCP gives out.
    public struct IPv4: Hashable, Sendable {
        public var address: String
        /// The length of the prefix, 1 to 31 bits.
        public var prefix: Int
        public var ranges: [NetworkDescription.Range]
        public var hosts: [NetworkDescription.Host] = []

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
    /// The DNS domain of its guests.
    public var domain: String?
    public var ipv4: IPv4?

    public init(name: String, reach: Reach, bridge: String? = nil, ipv4: IPv4? = nil) {
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
                virtualPort.map { Element("virtualport", ["type": $0]) },
                domain.map { Element("domain", ["name": $0]) },
                ipv4?.element,
            ])
    }

    private func validate() throws(DefinitionError) {
        guard (1...31).contains(ipv4?.prefix ?? 24) else {
            throw DefinitionError(.range, field: "ipv4.prefix", "not from 1 to 31")
        }
        guard case .bridge = reach else { return }
        guard bridge != nil, ipv4 == nil, domain == nil else {
            throw DefinitionError(
                .conflict, field: "reach", "a bridge of the host has a name, and no addresses of ours")
        }
    }

    private var forward: Element? {
        switch reach {
        case .isolated: nil
        case .nat: Element("forward", ["mode": "nat"])
        case .bridge: Element("forward", ["mode": "bridge"])
        }
    }

    private var virtualPort: String? {
        if case .bridge(let kind) = reach { kind } else { nil }
    }
}

extension NetworkDefinition.IPv4 {
    fileprivate var element: Element {
        let ranges = ranges.map { Element("range", ["start": $0.start, "end": $0.end]) }
        let hosts = hosts.map { Element("host", ["mac": $0.mac, "name": $0.name, "ip": $0.address]) }
        let dhcp = ranges.isEmpty && hosts.isEmpty ? nil : Element("dhcp", [:], ranges + hosts)
        return Element("ip", ["family": "ipv4", "address": address, "prefix": "\(prefix)"], [dhcp])
    }
}
