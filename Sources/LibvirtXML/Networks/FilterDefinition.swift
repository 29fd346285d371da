/// A packet filter to define (libvirt's formatnwfilter).
public struct FilterDefinition: Hashable, Sendable {
    /// One rule; the first that fits decides.
    public struct Rule: Hashable, Sendable {
        public var action: String
        /// `in`, `out` or `inout`, as the guest sees it.
        public var direction: String
        /// `all`, `tcp`, `udp` or `icmp`; their IPv6 forms end in `-ipv6` or `v6`.
        public var proto: String
        public var source: Network?
        public var destination: Network?
        public var ports: ClosedRange<Int>?

        public init(action: String, direction: String, proto: String) {
            self.action = action
            self.direction = direction
            self.proto = proto
        }
    }

    /// An address with the length of its mask.
    public struct Network: Hashable, Sendable {
        public var address: String
        public var prefix: Int

        public init(address: String, prefix: Int) {
            self.address = address
            self.prefix = prefix
        }
    }

    public var name: String
    public var uuid: String
    public var includes: [String] = []
    public var rules: [Rule] = []

    public init(name: String, uuid: String) {
        self.name = name
        self.uuid = uuid
    }

    /// The `<filter>` element; the rules keep their order by rising priorities.
    public func element() -> Element {
        Element(
            "filter", ["name": name, "chain": "root"],
            [Element("uuid", text: uuid)] + includes.map { Element("filterref", ["filter": $0]) }
                + rules.enumerated().map { $1.element(priority: min(100 + $0, 1000)) })
    }
}

extension FilterDefinition.Rule {
    fileprivate func element(priority: Int) -> Element {
        let match = Element(
            proto,
            [
                "srcipaddr": source?.address, "srcipmask": source.map { "\($0.prefix)" },
                "dstipaddr": destination?.address, "dstipmask": destination.map { "\($0.prefix)" },
                "dstportstart": ports.map { "\($0.lowerBound)" }, "dstportend": ports.map { "\($0.upperBound)" },
            ])
        return Element("rule", ["action": action, "direction": direction, "priority": "\(priority)"], [match])
    }
}
