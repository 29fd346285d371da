/// Reads literals: JSON, and of Python dictionaries, lists, tuples, strings, numbers, True, False, None, comments and trailing
/// commas. Names, calls, operators and comprehensions are faults: nothing is evaluated.
struct LiteralReader {
    let bytes: [UInt8]
    var place = 0
    var line: Int
    private var depth = 0
    private static let maximumDepth = 32

    init(_ bytes: some Sequence<UInt8>, line: Int = 1) {
        self.bytes = Array(bytes)
        self.line = line
    }

    /// The one value of a text. A dictionary may lack its outer braces, as the one of document 001 does, or have a name before
    /// it: `flavors = {…}`.
    static func document(_ text: String) throws(LiteralFault) -> Literal {
        var reader = LiteralReader(text.utf8)
        try reader.skipName()
        reader.skipBlanks()
        let value: Literal
        if reader.beginsWithKey() {
            value = Literal(form: .map(try reader.entries(until: nil)), line: reader.line)
        } else {
            value = try reader.value()
        }
        reader.skipBlanks()
        guard reader.peek == nil else { throw reader.fault("something follows the value") }
        return value
    }

    mutating func value() throws(LiteralFault) -> Literal {
        skipBlanks()
        let begin = line
        depth += 1
        defer { depth -= 1 }
        guard depth <= Self.maximumDepth else { throw fault("nested too deeply") }
        guard let byte = peek else { throw fault("the file ends within a value") }
        switch byte {
        case UInt8(ascii: "{"):
            place += 1
            return Literal(form: .map(try entries(until: UInt8(ascii: "}"))), line: begin)
        case UInt8(ascii: "["), UInt8(ascii: "("):
            place += 1
            return Literal(form: .list(try items(until: byte == 40 ? 41 : 93)), line: begin)
        case UInt8(ascii: "\""), UInt8(ascii: "'"): return Literal(form: .text(try string()), line: begin)
        default: return Literal(form: try word(), line: begin)
        }
    }
}

// MARK: Parts

extension LiteralReader {
    var peek: UInt8? { place < bytes.count ? bytes[place] : nil }

    func fault(_ message: String) -> LiteralFault { LiteralFault(line: line, message: message) }

    /// Spaces, line ends, a byte order mark and comments.
    mutating func skipBlanks() {
        while let byte = peek {
            switch byte {
            case 10: line += 1
            case 9, 13, 32, 0xEF, 0xBB, 0xBF: break
            case UInt8(ascii: "#"):
                while let next = peek, next != 10 { place += 1 }
                continue
            default: return
            }
            place += 1
        }
    }

    /// `flavors =` before the value.
    private mutating func skipName() throws(LiteralFault) {
        skipBlanks()
        var end = place
        while end < bytes.count, Self.isWord(bytes[end]) { end += 1 }
        guard end > place else { return }
        var ahead = self
        ahead.place = end
        ahead.skipBlanks()
        guard ahead.peek == UInt8(ascii: "=") else { return }
        ahead.place += 1
        self = ahead
    }

    /// Whether a string and a colon come next.
    private func beginsWithKey() -> Bool {
        var ahead = self
        guard let quote = ahead.peek, quote == 34 || quote == 39, (try? ahead.string()) != nil else { return false }
        ahead.skipBlanks()
        return ahead.peek == UInt8(ascii: ":")
    }

    private mutating func entries(until end: UInt8?) throws(LiteralFault) -> [Literal.Entry] {
        var entries: [Literal.Entry] = []
        while try !closes(end) {
            let key = try value()
            guard let name = key.text ?? key.integer.map(String.init) else { throw fault("a key must be a string") }
            skipBlanks()
            guard peek == UInt8(ascii: ":") else { throw fault("a colon must follow the key \"\(name.prefix(32))\"") }
            place += 1
            entries.append(.init(key: name, value: try value()))
            try comma(or: end)
        }
        return entries
    }

    private mutating func items(until end: UInt8) throws(LiteralFault) -> [Literal] {
        var items: [Literal] = []
        while try !closes(end) {
            items.append(try value())
            try comma(or: end)
        }
        return items
    }

    /// Takes the closing bracket, where it comes next. The outermost dictionary may end with the file.
    private mutating func closes(_ end: UInt8?) throws(LiteralFault) -> Bool {
        skipBlanks()
        guard let byte = peek else {
            if end == nil { return true }
            throw fault("a bracket is not closed")
        }
        guard byte == end else { return false }
        place += 1
        return true
    }

    private mutating func comma(or end: UInt8?) throws(LiteralFault) {
        skipBlanks()
        if peek == UInt8(ascii: ",") {
            place += 1
        } else if peek != end {
            throw fault("a comma is missing")
        }
    }

    static func isWord(_ byte: UInt8) -> Bool {
        switch byte {
        case 48...57, 65...90, 97...122, UInt8(ascii: "_"): true
        default: false
        }
    }
}
