/// An IP address as bytes, and whether it is one of the open internet.
public struct RemoteAddress: Hashable, Sendable {
    /// 4 or 16 bytes, in network order.
    public let bytes: [UInt8]

    public init?(bytes: [UInt8]) {
        guard bytes.count == 4 || bytes.count == 16 else { return nil }
        self.bytes = bytes
    }

    /// Reads the plain forms `192.0.2.1` and `2001:db8::1`; other forms are a resolver's matter.
    public init?(_ text: String) {
        guard let bytes = Self.four(text) ?? Self.sixteen(text) else { return nil }
        self.bytes = bytes
    }

    /// The IPv4 address that an IPv6 address carries and that packets may end up at: mapped, translated or tunnelled.
    var embedded: RemoteAddress? {
        guard bytes.count == 16 else { return nil }
        let head = Array(bytes.prefix(12))
        let isMapped = head == Array(repeating: 0, count: 10) + [0xFF, 0xFF]
        let isCompatible = head == Array(repeating: 0, count: 12)
        let isTranslated = head == [0x00, 0x64, 0xFF, 0x9B] + Array(repeating: 0, count: 8)
        if isMapped || isCompatible || isTranslated { return RemoteAddress(bytes: Array(bytes.suffix(4))) }
        if bytes.starts(with: [0x20, 0x02]) { return RemoteAddress(bytes: Array(bytes[2..<6])) }
        return nil
    }

    /// Whether it is neither loopback, private, link-local, multicast nor otherwise reserved
    /// (IANA's registries of special-purpose addresses, RFC 6890).
    public var isPublic: Bool {
        if let embedded { return embedded.isPublic }
        return !Self.reserved.contains { $0.contains(self) }
    }

    private static let reserved: [IPNetwork] = [
        "0.0.0.0/8", "10.0.0.0/8", "100.64.0.0/10", "127.0.0.0/8", "169.254.0.0/16", "172.16.0.0/12", "192.0.0.0/24",
        "192.0.2.0/24", "192.88.99.0/24", "192.168.0.0/16", "198.18.0.0/15", "198.51.100.0/24", "203.0.113.0/24",
        "224.0.0.0/4", "240.0.0.0/4",
        "::/128", "::1/128", "64:ff9b:1::/48", "100::/64", "2001::/23", "2001:db8::/32", "3fff::/20", "5f00::/16",
        "fc00::/7",
        "fe80::/10", "fec0::/10", "ff00::/8",
    ].compactMap { IPNetwork($0) }

    private static func four(_ text: String) -> [UInt8]? {
        let parts = text.split(separator: ".", omittingEmptySubsequences: false)
        // No leading zeros, which some read as octal.
        let bytes = parts.compactMap { $0.count > 1 && $0.hasPrefix("0") ? nil : UInt8($0) }
        return parts.count == 4 && bytes.count == 4 ? bytes : nil
    }

    private static func sixteen(_ text: String) -> [UInt8]? {
        let halves = text.split(separator: "::", omittingEmptySubsequences: false).map(String.init)
        guard (1...2).contains(halves.count), let head = groups(halves[0]) else { return nil }
        guard halves.count == 2 else { return head.count == 16 ? head : nil }
        guard let tail = groups(halves[1]), head.count + tail.count <= 14 else { return nil }
        return head + Array(repeating: 0, count: 16 - head.count - tail.count) + tail
    }

    private static func groups(_ text: String) -> [UInt8]? {
        if text.isEmpty { return [] }
        var bytes: [UInt8] = []
        let parts = text.split(separator: ":", omittingEmptySubsequences: false)
        for (index, part) in parts.enumerated() {
            if index == parts.count - 1, let four = four(String(part)) {
                bytes += four
            } else {
                guard (1...4).contains(part.count), let group = UInt16(part, radix: 16), part.first != "+" else {
                    return nil
                }
                bytes += [UInt8(group >> 8), UInt8(group & 0xFF)]
            }
        }
        return bytes
    }
}

/// A range of addresses: `10.0.0.0/8`.
public struct IPNetwork: Hashable, Sendable {
    let base: RemoteAddress
    let prefix: Int

    /// Reads CIDR, or a single address.
    public init?(_ text: String) {
        let parts = text.split(separator: "/", maxSplits: 1, omittingEmptySubsequences: false)
        guard let first = parts.first, let base = RemoteAddress(String(first)) else { return nil }
        let widest = base.bytes.count * 8
        guard let prefix = parts.count == 2 ? Int(parts[1]) : widest, (0...widest).contains(prefix) else { return nil }
        self.base = base
        self.prefix = prefix
    }

    func contains(_ address: RemoteAddress) -> Bool {
        guard address.bytes.count == base.bytes.count else { return false }
        return (0..<prefix).allSatisfy { bit in
            let mask = UInt8(0x80) >> UInt8(bit % 8)
            return address.bytes[bit / 8] & mask == base.bytes[bit / 8] & mask
        }
    }
}
