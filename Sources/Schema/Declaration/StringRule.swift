/// A grammar of strings: how it is checked, how it is documented and what a client is told.
public struct StringRule: Sendable {
    /// The fault's code, e.g. `name/grammar`.
    public let code: String
    /// A regular expression (ECMA-262) for the document. It is not run.
    public let pattern: String?
    /// A format of JSON Schema 2020-12, section 7.3, for the document.
    public let format: String?
    /// What would be right, e.g. `must be 1 to 63 characters of a-z, 0-9 and -`.
    public let message: String
    /// Whether a string is of the grammar. Its length and characters are already checked.
    public let accepts: @Sendable (String) -> Bool

    public init(
        code: String, pattern: String? = nil, format: String? = nil, message: String,
        accepts: @escaping @Sendable (String) -> Bool
    ) {
        self.code = code
        self.pattern = pattern
        self.format = format
        self.message = message
        self.accepts = accepts
    }
}

extension StringRule {
    /// A UUID in its text form of 36 characters (RFC 9562 section 4), in either case.
    public static let uuid = StringRule(
        code: Fault.format, format: "uuid", message: "must be a UUID such as 0f8fad5b-d9cb-469f-a165-70867728950e"
    ) { text in
        let groups = text.utf8.split(separator: UInt8(ascii: "-"), omittingEmptySubsequences: false)
        return groups.map(\.count) == [8, 4, 4, 4, 12] && groups.allSatisfy { $0.allSatisfy(isHexadecimal) }
    }

    /// A date and time of RFC 3339, as ``RFC3339`` reads it.
    public static let dateTime = StringRule(
        code: Fault.format, format: "date-time", message: "must be an RFC 3339 time such as 2026-03-01T09:30:00Z"
    ) { RFC3339.date(from: $0) != nil }

    private static func isHexadecimal(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "a")...UInt8(ascii: "f"),
            UInt8(ascii: "A")...UInt8(ascii: "F"):
            true
        default: false
        }
    }
}
