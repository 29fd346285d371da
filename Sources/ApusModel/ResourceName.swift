/// The grammar of names that Apus gives or takes for what it makes: lower-case letters, digits and inner hyphens, at most 63.
///
/// Foreign names may be anything and are only shown; what Apus makes must be a host name, a file name and an XML text at once.
public enum ResourceName {
    /// For documentation and OpenAPI.
    public static let pattern = "^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$"
    /// The rule in words.
    public static let rule =
        "must be 1 to 63 lower-case letters, digits or hyphens, beginning and ending with a letter or digit"

    /// Whether `text` keeps the grammar.
    public static func isValid(_ text: String) -> Bool {
        let bytes = text.utf8
        guard (1...63).contains(bytes.count), bytes.first != hyphen, bytes.last != hyphen else { return false }
        return bytes.allSatisfy { isLetterOrDigit($0) || $0 == hyphen }
    }

    private static let hyphen = UInt8(ascii: "-")

    private static func isLetterOrDigit(_ byte: UInt8) -> Bool {
        (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte) || (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte)
    }
}
