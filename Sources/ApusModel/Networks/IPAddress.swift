/// An IPv4 or IPv6 address. Reads strict forms only: four decimals without leading zeros (which some programs take for octal),
/// or RFC 4291 section 2.2 without a zone; writes the canonical form (RFC 5952).
public struct IPAddress: Hashable, Sendable, Comparable, CustomStringConvertible {
    public enum Family: String, Sendable { case ipv4, ipv6 }

    public let family: Family
    /// The bits; of an IPv4 address only the lowest 32 are used.
    public let value: UInt128

    public init(_ family: Family, _ value: UInt128) {
        self.family = family
        self.value = family == .ipv4 ? value & 0xFFFF_FFFF : value
    }

    /// nil for anything but one address.
    public init?(_ text: String) {
        guard text.utf8.count <= 45 else { return nil }
        if let value = Self.ipv4(text[...]) {
            self.init(.ipv4, value)
        } else if let value = Self.ipv6(text) {
            self.init(.ipv6, value)
        } else {
            return nil
        }
    }

    public static func < (left: Self, right: Self) -> Bool {
        left.family == right.family ? left.value < right.value : left.family == .ipv4
    }

    /// Whether one host may have it: not unspecified, loopback, link-local, multicast or reserved.
    public var isUnicast: Bool {
        switch family {
        case .ipv4:
            let first = value >> 24
            return first != 0 && first != 127 && first < 224 && value >> 16 != 0xA9FE
        case .ipv6:
            return value > 1 && value >> 120 != 0xFF && value >> 118 != 0x3FA
        }
    }

    public var description: String {
        family == .ipv4
            ? stride(from: 24, through: 0, by: -8).map { String(value >> $0 & 0xFF) }.joined(separator: ".")
            : Self.shortest(stride(from: 112, through: 0, by: -16).map { String(value >> $0 & 0xFFFF, radix: 16) })
    }

    private static func ipv4(_ text: Substring) -> UInt128? {
        let parts = text.split(separator: ".", omittingEmptySubsequences: false)
        guard parts.count == 4 else { return nil }
        return parts.reduce(Optional(UInt128(0))) { total, part in
            guard let total, let byte = UInt8(part), String(byte) == part else { return nil }
            return total << 8 | UInt128(byte)
        }
    }

    private static func ipv6(_ text: String) -> UInt128? {
        let halves = text.split(separator: "::", omittingEmptySubsequences: false)
        guard (1...2).contains(halves.count), let head = groups(halves[0]), let tail = groups(halves.last ?? "") else {
            return nil
        }
        // Only the very end of an address may be written as IPv4.
        guard halves.count == 1 || !halves[0].contains(".") else { return nil }
        guard halves.count == 2 else { return head.count == 8 ? joined(head) : nil }
        let missing = 8 - head.count - tail.count
        return missing >= 1 ? joined(head + Array(repeating: 0, count: missing) + tail) : nil
    }

    /// The groups of a half; its last may be an IPv4 address, which is two groups.
    private static func groups(_ half: Substring) -> [UInt16]? {
        guard !half.isEmpty else { return [] }
        var parts = half.split(separator: ":", omittingEmptySubsequences: false)
        var tail: [UInt16] = []
        if let last = parts.last, last.contains(".") {
            guard let value = ipv4(last) else { return nil }
            tail = [UInt16(truncatingIfNeeded: value >> 16), UInt16(truncatingIfNeeded: value)]
            parts.removeLast()
        }
        let head = parts.map { part -> UInt16? in
            (1...4).contains(part.count) && part.allSatisfy { $0.isASCII && $0.isHexDigit }
                ? UInt16(part, radix: 16) : nil
        }
        let known = head.compactMap(\.self)
        return known.count == head.count && known.count + tail.count <= 8 ? known + tail : nil
    }

    private static func joined(_ groups: [UInt16]) -> UInt128 { groups.reduce(0) { $0 << 16 | UInt128($1) } }

    /// The longest run of two or more zero groups becomes `::` (RFC 5952 section 4.2).
    private static func shortest(_ groups: [String]) -> String {
        var best = 0..<0
        var begin = 0
        for index in groups.indices {
            guard groups[index] == "0" else { begin = index + 1; continue }
            if index + 1 - begin > max(best.count, 1) { best = begin..<(index + 1) }
        }
        guard !best.isEmpty else { return groups.joined(separator: ":") }
        return groups[..<best.lowerBound].joined(separator: ":") + "::"
            + groups[best.upperBound...].joined(separator: ":")
    }
}
