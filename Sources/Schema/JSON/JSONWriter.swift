/// How JSON is written.
public struct JSONStyle: Sendable, Hashable {
    /// Lines and two spaces of indentation, or no white space at all.
    public let isPretty: Bool
    /// Names in the order of their UTF-8 bytes, or as kept.
    public let sortsKeys: Bool

    public init(isPretty: Bool, sortsKeys: Bool) {
        self.isPretty = isPretty
        self.sortsKeys = sortsKeys
    }

    public static let compact = JSONStyle(isPretty: false, sortsKeys: false)
    public static let pretty = JSONStyle(isPretty: true, sortsKeys: false)
    /// One text per value: compact and sorted, e.g. to compare or to hash requests.
    public static let canonical = JSONStyle(isPretty: false, sortsKeys: true)
}

extension JSONValue {
    /// The value as JSON text. Control characters (C0, DEL, C1) and the line separators U+2028 and U+2029 are
    /// always escaped.
    public func text(_ style: JSONStyle = .compact) -> String {
        String(decoding: bytes(style), as: UTF8.self)
    }

    /// The value as UTF-8 bytes.
    public func bytes(_ style: JSONStyle = .compact) -> [UInt8] {
        var writer = JSONWriter(style: style)
        writer.write(self, level: 0)
        return writer.bytes
    }
}

/// Recursive like the value, whose depth the reader has bounded.
private struct JSONWriter {
    let style: JSONStyle
    var bytes: [UInt8] = []

    init(style: JSONStyle) { self.style = style }

    mutating func write(_ value: JSONValue, level: Int) {
        switch value {
        case .null: put("null")
        case .bool(let flag): put(flag ? "true" : "false")
        case .integer(let number): put(String(number))
        case .number(let number): put(number.isFinite ? String(number) : "null")
        case .string(let text): string(text)
        case .array(let items):
            list(items, between: "[", and: "]", level: level) { $0.write($1, level: level + 1) }
        case .object(let object):
            list(ordered(object), between: "{", and: "}", level: level) { $0.member($1, level: level + 1) }
        }
    }

    private mutating func list<Item>(
        _ items: [Item], between open: String, and close: String, level: Int,
        write: (inout JSONWriter, Item) -> Void
    ) {
        put(open)
        for (index, item) in items.enumerated() {
            if index > 0 { put(",") }
            newLine(level + 1)
            write(&self, item)
        }
        if !items.isEmpty { newLine(level) }
        put(close)
    }

    private mutating func member(_ member: JSONObject.Member, level: Int) {
        string(member.key)
        put(style.isPretty ? ": " : ":")
        write(member.value, level: level)
    }

    private func ordered(_ object: JSONObject) -> [JSONObject.Member] {
        guard style.sortsKeys else { return object.members }
        return object.members.sorted { $0.key.utf8.lexicographicallyPrecedes($1.key.utf8) }
    }

    private mutating func newLine(_ level: Int) {
        if style.isPretty { put("\n" + String(repeating: "  ", count: level)) }
    }

    private mutating func put(_ text: String) { bytes += text.utf8 }

    private mutating func string(_ text: String) {
        put("\"")
        let isPlain = text.utf8.allSatisfy { $0 >= 0x20 && $0 < 0x7F && $0 != 0x22 && $0 != 0x5C }
        if isPlain { put(text) } else { for scalar in text.unicodeScalars { put(Self.escaped(scalar)) } }
        put("\"")
    }

    private static func escaped(_ scalar: Unicode.Scalar) -> String {
        switch scalar.value {
        case 0x22: "\\\""
        case 0x5C: "\\\\"
        case 0x0A: "\\n"
        case 0x0D: "\\r"
        case 0x09: "\\t"
        case 0..<0x20, 0x7F..<0xA0, 0x2028, 0x2029: "\\u" + hexadecimal(scalar.value)
        default: String(scalar)
        }
    }

    private static func hexadecimal(_ number: UInt32) -> String {
        let digits = String(number, radix: 16)
        return String(repeating: "0", count: max(0, 4 - digits.count)) + digits
    }
}
