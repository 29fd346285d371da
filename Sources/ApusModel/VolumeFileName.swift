import FoundationEssentials

/// The grammar of names for volumes that users make: file names that no program takes for an option or a hidden file.
public enum VolumeFileName {
    /// For documentation and OpenAPI.
    public static let pattern = "^[A-Za-z0-9][A-Za-z0-9._+-]{0,126}$"
    /// The rule in words.
    public static let rule =
        "must be 1 to 127 letters, digits, “.”, “_”, “+” or “-”, beginning with a letter or digit"

    /// Whether `text` keeps the grammar.
    public static func isValid(_ text: String) -> Bool {
        let bytes = text.utf8
        guard (1...127).contains(bytes.count), let first = bytes.first, isAlphanumeric(first) else { return false }
        return bytes.allSatisfy { isAlphanumeric($0) || "._+-".utf8.contains($0) }
    }

    /// Whether the name says that the volume belongs to a VM of Apus, which would go with that VM.
    public static func isReserved(_ text: String) -> Bool {
        let lowered = text.lowercased()
        return lowered.hasPrefix("apus-") && UUID(uuidString: String(lowered.dropFirst(5).prefix(36))) != nil
    }

    private static func isAlphanumeric(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"):
            true
        default: false
        }
    }
}
