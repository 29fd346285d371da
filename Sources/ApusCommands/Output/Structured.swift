import ApusClient
import ApusModel
import FoundationEssentials
import Yams

/// Values as JSON and YAML, for programs.
enum Structured {
    static func value(of value: some Encodable) throws -> JSONValue {
        try JSONCoding.decode(JSONValue.self, from: JSONCoding.encode(value))
    }

    /// Indented, with sorted keys; what could play with a terminal is escaped, which reads back as the same text.
    static func json(_ value: some Encodable, pretty: Bool = true) throws -> String {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        if pretty { encoder.outputFormatting.insert(.prettyPrinted) }
        return escapeHidden(String(decoding: try encoder.encode(value), as: UTF8.self))
    }

    static func yaml(_ value: some Encodable) throws -> String {
        let encoder = YAMLEncoder()
        encoder.options.sortKeys = true
        encoder.options.allowUnicode = true
        encoder.options.width = -1
        let text = try encoder.encode(value)
        guard text.unicodeScalars.contains(where: { VisibleText.isHidden($0) && $0 != "\n" }) else {
            return trimmed(text)
        }
        encoder.options.allowUnicode = false
        return trimmed(try encoder.encode(value))
    }

    private static func trimmed(_ text: String) -> String { text.hasSuffix("\n") ? String(text.dropLast()) : text }

    private static func escapeHidden(_ text: String) -> String {
        guard text.unicodeScalars.contains(where: { VisibleText.isHidden($0) && $0 != "\n" }) else { return text }
        return text.unicodeScalars.map { scalar in
            guard VisibleText.isHidden(scalar), scalar != "\n" else { return String(scalar) }
            return String(scalar).utf16.map { "\\u" + hex($0) }.joined()
        }.joined()
    }

    private static func hex(_ unit: UInt16) -> String {
        let digits = String(unit, radix: 16)
        return String(repeating: "0", count: 4 - digits.count) + digits
    }
}
