/// The little of YAML that a seed needs, written so that no text can become anything but a text.
///
/// Every text is double-quoted with JSON's escapes, so there is no `no` that means false and no line that opens a key
/// (YAML 1.2, sections 5.7 and 7.3.1).
indirect enum YAML {
    case text(String)
    case flag(Bool)
    case list([YAML])
    /// Keys are ours: plain words.
    case map([(String, YAML)])

    /// The document, with a line break at its end.
    var document: String {
        switch self {
        case .text, .flag: inline + "\n"
        case .list, .map: isEmpty ? inline + "\n" : lines.joined(separator: "\n") + "\n"
        }
    }

    private var isEmpty: Bool {
        switch self {
        case .text, .flag: false
        case .list(let items): items.isEmpty
        case .map(let pairs): pairs.isEmpty
        }
    }

    private var inline: String {
        switch self {
        case .text(let text): Self.quoted(text)
        case .flag(let flag): flag ? "true" : "false"
        case .list: "[]"
        case .map: "{}"
        }
    }

    private var isInline: Bool {
        switch self {
        case .text, .flag: true
        case .list, .map: isEmpty
        }
    }

    private var lines: [String] {
        switch self {
        case .text, .flag: [inline]
        case .map(let pairs): pairs.flatMap(Self.lines)
        case .list(let items): items.flatMap(Self.lines)
        }
    }

    private static func lines(key: String, value: YAML) -> [String] {
        value.isInline ? ["\(key): \(value.inline)"] : ["\(key):"] + value.lines.map { "  \($0)" }
    }

    private static func lines(item: YAML) -> [String] {
        guard !item.isInline, let first = item.lines.first else { return ["- \(item.inline)"] }
        return ["- \(first)"] + item.lines.dropFirst().map { "  \($0)" }
    }

    private static func quoted(_ text: String) -> String {
        var output = "\""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "\"": output += "\\\""
            case "\\": output += "\\\\"
            case "\n": output += "\\n"
            case "\t": output += "\\t"
            default: output += isPlain(scalar) ? String(scalar) : escaped(scalar)
            }
        }
        return output + "\""
    }

    /// Printable by YAML, section 5.1, and no line break or byte order mark of any version of it.
    private static func isPlain(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.value {
        case 0x2028, 0x2029, 0xFEFF: false
        case 0x20...0x7E, 0xA0...0xD7FF, 0xE000...0xFFFD, 0x10000...0x10FFFF: true
        default: false
        }
    }

    private static func escaped(_ scalar: Unicode.Scalar) -> String {
        let digits = String(scalar.value, radix: 16)
        return "\\u" + String(repeating: "0", count: max(0, 4 - digits.count)) + digits
    }
}
