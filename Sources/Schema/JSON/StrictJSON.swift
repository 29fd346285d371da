/// Reads JSON by the letter of RFC 8259, and stricter where readers differ.
///
/// Foundation's decoder takes duplicate names (the first wins), trailing commas, byte order marks, UTF-16 and NUL; a
/// proxy in front may read the same bytes differently. Here every one of these is an error, so that a text has one
/// meaning or none.
public enum StrictJSON {
    /// What a text may cost.
    public struct Limits: Sendable, Hashable {
        /// The greatest nesting of arrays and objects, at most ``deepest``.
        public let depth: Int
        /// The longest number, in characters.
        public let numberLength: Int
        /// Whether `\u0000` may stand in a string. Off for input from outside.
        public let acceptsNUL: Bool

        /// No limit goes deeper than this, so that reading never exhausts a stack.
        public static let deepest = 512

        public init(depth: Int = 32, numberLength: Int = 512, acceptsNUL: Bool = false) {
            self.depth = min(depth, Self.deepest)
            self.numberLength = numberLength
            self.acceptsNUL = acceptsNUL
        }
    }

    /// The one value in a text of UTF-8 bytes.
    ///
    /// - Throws: ``JSONSyntaxError``; the first fault ends the reading.
    public static func parse(
        _ bytes: some Sequence<UInt8>, limits: Limits = Limits()
    ) throws(JSONSyntaxError) -> JSONValue {
        let bytes = Array(bytes)
        try checkEncoding(bytes)
        var parser = JSONParser(bytes: bytes, limits: limits)
        return try parser.document()
    }

    /// The one value in a text.
    ///
    /// - Throws: ``JSONSyntaxError``; offsets count UTF-8 bytes.
    public static func parse(_ text: String, limits: Limits = Limits()) throws(JSONSyntaxError) -> JSONValue {
        try parse(text.utf8, limits: limits)
    }

    /// Names the wrong encodings, which the grammar alone would report as a stray character.
    private static func checkEncoding(_ bytes: [UInt8]) throws(JSONSyntaxError) {
        let head = Array(bytes.prefix(3))
        let problem: String? =
            if head == [0xEF, 0xBB, 0xBF] {
                "the text starts with a byte order mark"
            } else if head.starts(with: [0xFE, 0xFF]) || head.starts(with: [0xFF, 0xFE]) || head.prefix(2).contains(0) {
                "the text is not UTF-8 but looks like UTF-16 or UTF-32"
            } else {
                nil
            }
        if let problem { throw JSONSyntaxError(code: .encoding, offset: 0, message: problem) }
    }
}
