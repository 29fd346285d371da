/// The grammars of names in networks.
public enum NetworkWords {
    public static let macPattern = "^[0-9A-Fa-f][02468ACEace](:[0-9A-Fa-f]{2}){5}$"
    public static let macRule = "must be the hardware address of one card, such as 52:54:00:12:34:56 (not multicast)"
    public static let domainRule = "must be a DNS name: labels of letters, digits and inner hyphens, joined by dots"
    public static let interfaceRule =
        "must be an interface's name: 1 to 15 letters, digits or . _ - and begin with a letter or digit"

    /// A unicast hardware address in lower case; nil for anything else.
    public static func mac(_ text: String) -> String? {
        let parts = text.split(separator: ":", omittingEmptySubsequences: false)
        let bytes = parts.compactMap { part in
            part.count == 2 && part.allSatisfy { $0.isASCII && $0.isHexDigit } ? UInt8(part, radix: 16) : nil
        }
        guard parts.count == 6, bytes.count == 6, bytes[0] & 1 == 0, bytes.contains(where: { $0 != 0 }) else {
            return nil
        }
        return text.lowercased()
    }

    /// Whether `text` is a DNS name as hosts have them (RFC 1123 section 2.1), without a final dot.
    public static func isDomain(_ text: String) -> Bool {
        guard (1...253).contains(text.utf8.count) else { return false }
        return text.lowercased().split(separator: ".", omittingEmptySubsequences: false).allSatisfy {
            ResourceName.isValid(String($0))
        }
    }

    /// Whether `text` may name an interface of Linux (`IFNAMSIZ` is 16 with its end).
    public static func isInterface(_ text: String) -> Bool {
        guard (1...15).contains(text.utf8.count), let first = text.utf8.first, isLetterOrDigit(first) else {
            return false
        }
        return text.utf8.allSatisfy { isLetterOrDigit($0) || "._-".utf8.contains($0) }
    }

    private static func isLetterOrDigit(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"):
            true
        default: false
        }
    }
}
