import ApusModel

extension IPAddress {
    /// 4 or 16 bytes in network order, as the system's resolver gives them; nil for any other number.
    public init?(bytes: [UInt8]) {
        guard bytes.count == 4 || bytes.count == 16 else { return nil }
        self.init(bytes.count == 4 ? .ipv4 : .ipv6, bytes.reduce(0) { $0 << 8 | UInt128($1) })
    }

    /// Whether it is neither loopback, private, link-local, multicast nor otherwise reserved
    /// (IANA's registries of special-purpose addresses, RFC 6890).
    public var isPublic: Bool {
        if let embedded { return embedded.isPublic }
        return !Self.reserved.contains { $0.contains(self) }
    }

    /// The IPv4 address that an IPv6 address carries and that packets may end up at: mapped, compatible, translated or tunnelled.
    private var embedded: IPAddress? {
        guard family == .ipv6 else { return nil }
        let head = value >> 32
        if head == 0xFFFF || head == 0 || head == 0x0064_FF9B << 64 { return IPAddress(.ipv4, value) }
        return value >> 112 == 0x2002 ? IPAddress(.ipv4, value >> 80) : nil
    }

    private static let reserved: [CIDR] = [
        "0.0.0.0/8", "10.0.0.0/8", "100.64.0.0/10", "127.0.0.0/8", "169.254.0.0/16", "172.16.0.0/12", "192.0.0.0/24",
        "192.0.2.0/24", "192.88.99.0/24", "192.168.0.0/16", "198.18.0.0/15", "198.51.100.0/24", "203.0.113.0/24",
        "224.0.0.0/4", "240.0.0.0/4",
        "::/128", "::1/128", "64:ff9b:1::/48", "100::/64", "2001::/23", "2001:db8::/32", "3fff::/20", "5f00::/16",
        "fc00::/7", "fe80::/10", "fec0::/10", "ff00::/8",
    ].compactMap { CIDR($0) }
}
