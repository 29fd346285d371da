/// An address with the length of its network's prefix, as in `10.10.0.1/24` (RFC 4632).
public struct CIDR: Hashable, Sendable, CustomStringConvertible {
    public let address: IPAddress
    public let prefix: Int

    public init(_ address: IPAddress, prefix: Int) {
        self.address = address
        self.prefix = min(max(prefix, 0), Self.width(address.family))
    }

    /// nil for anything but an address, a slash and a length without leading zeros.
    public init?(_ text: String) {
        let parts = text.split(separator: "/", omittingEmptySubsequences: false)
        guard parts.count == 2, let address = IPAddress(String(parts[0])) else { return nil }
        guard let prefix = Int(parts[1]), String(prefix) == parts[1], (0...Self.width(address.family)).contains(prefix)
        else { return nil }
        self.init(address, prefix: prefix)
    }

    /// The first address, which names the network.
    public var first: IPAddress { IPAddress(address.family, address.value & ~hostBits) }
    /// The last address; of IPv4 it is the broadcast address.
    public var last: IPAddress { IPAddress(address.family, address.value | hostBits) }
    /// The whole network: `10.10.0.0/24`.
    public var network: CIDR { CIDR(first, prefix: prefix) }
    /// With the first address that a host may have: `10.10.0.1/24`.
    public var gateway: CIDR { CIDR(IPAddress(address.family, first.value | 1), prefix: prefix) }

    public func contains(_ other: IPAddress) -> Bool {
        other.family == address.family && first <= other && other <= last
    }

    public func overlaps(_ other: CIDR) -> Bool { contains(other.first) || other.contains(first) }

    /// Whether a host may have this address of the network: not the network's own, and of IPv4 not the broadcast address.
    public func isForHosts(_ other: IPAddress) -> Bool {
        contains(other) && other != first && (other.family == .ipv6 || other != last)
    }

    public var description: String { "\(address)/\(prefix)" }

    private var hostBits: UInt128 {
        let bits = Self.width(address.family) - prefix
        return bits >= 128 ? UInt128.max : (UInt128(1) << UInt128(bits)) &- 1
    }

    private static func width(_ family: IPAddress.Family) -> Int { family == .ipv4 ? 32 : 128 }
}
