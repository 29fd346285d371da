/// Why bytes are not JSON as ``StrictJSON`` takes it, and where.
public struct JSONSyntaxError: Error, Sendable, Hashable, CustomStringConvertible {
    /// A stable word for programs. The set is open.
    public struct Code: RawRepresentable, Sendable, Hashable {
        public let rawValue: String
        public init(rawValue: String) { self.rawValue = rawValue }

        /// The grammar of RFC 8259 is not met.
        public static let syntax = Code(rawValue: "json/syntax")
        /// An object names a field twice.
        public static let duplicateKey = Code(rawValue: "json/duplicate-key")
        /// Arrays and objects are nested too deep.
        public static let depth = Code(rawValue: "json/depth")
        /// Not UTF-8, a byte order mark, a lone surrogate or NUL.
        public static let encoding = Code(rawValue: "json/encoding")
        /// No value at all.
        public static let empty = Code(rawValue: "json/empty")
        /// A number that no 64 bit floating point number can hold, or one of too many digits.
        public static let range = Code(rawValue: "json/range")
    }

    public let code: Code
    /// Bytes from the start of the text.
    public let offset: Int
    /// What is wrong, in plain words; input in it is escaped and cut.
    public let message: String

    public init(code: Code, offset: Int, message: String) {
        self.code = code
        self.offset = offset
        self.message = message
    }

    public var description: String { "\(code.rawValue) at byte \(offset): \(message)" }
}
