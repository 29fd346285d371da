/// Cuts a filter's text into terms `column op value`, knowing nothing of columns.
///
///     filter   = [ term *( "," term ) ]            ; empty terms are passed over
///     term     = word operator word                ; blanks around each are passed over
///     word     = bare / quoted
///     bare     = up to the operator (column), up to the comma (value); backslashes stay as they are
///     quoted   = '"' … '"' / "'" … "'"             ; a backslash before a quote or a backslash takes it literally,
///                                                  ; before anything else it stays, so "vm\d" is a regular expression
///
/// A quote opens only at the beginning of a word: `name = O'Brien` needs none.
struct FilterSyntax {
    struct Word: Equatable {
        var text: String
        /// In bytes from the beginning of the filter.
        var offset: Int
        var isQuoted: Bool
    }

    struct Term: Equatable {
        var column: Word
        var comparison: Word
        var value: Word
    }

    enum Part: Equatable {
        case term(Term)
        case fault(String, offset: Int)
    }

    private let bytes: [UInt8]
    private var place = 0

    static func parts(_ text: String) -> [Part] {
        var syntax = Self(bytes: Array(text.utf8))
        var parts: [Part] = []
        while syntax.place < syntax.bytes.count {
            if let part = syntax.next() { parts.append(part) }
            syntax.skipToComma()
            syntax.place += 1
        }
        return parts
    }

    private init(bytes: [UInt8]) { self.bytes = bytes }

    private var current: UInt8? { place < bytes.count ? bytes[place] : nil }

    private mutating func next() -> Part? {
        skipBlanks()
        let start = place
        guard let first = current, first != Self.comma else { return nil }
        guard let column = word(until: { $0.isOperator($1) }) else { return unclosed(start) }
        let comparison = readOperator()
        if column.text.isEmpty && !column.isQuoted {
            return .fault("A column must stand before “\(comparison.text)”.", offset: start)
        }
        if comparison.text.isEmpty {
            return .fault("After “\(column.text)” an operator is missing: =, > or <.", offset: comparison.offset)
        }
        return value(column, comparison)
    }

    private mutating func value(_ column: Word, _ comparison: Word) -> Part {
        skipBlanks()
        let start = place
        guard let value = word(until: { syntax, _ in syntax.current == Self.comma }) else { return unclosed(start) }
        skipBlanks()
        if let byte = current, byte != Self.comma {
            return .fault("After the closing quote only a comma may follow.", offset: place)
        }
        if value.text.isEmpty && !value.isQuoted {
            return .fault("After “\(comparison.text)” a value is missing.", offset: start)
        }
        return .term(Term(column: column, comparison: comparison, value: value))
    }

    private func unclosed(_ start: Int) -> Part {
        .fault("This quote is not closed.", offset: start)
    }
}

extension FilterSyntax {
    private static let comma = UInt8(ascii: ",")
    private static let backslash = UInt8(ascii: "\\")

    private static func isBlank(_ byte: UInt8) -> Bool { byte == 0x20 || (0x09...0x0D).contains(byte) }
    private static func isQuote(_ byte: UInt8) -> Bool { byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "'") }

    private func isOperator(_ byte: UInt8) -> Bool {
        if byte == UInt8(ascii: "!") { return place + 1 < bytes.count && bytes[place + 1] == UInt8(ascii: "=") }
        return byte == Self.comma || Self.isRelation(byte)
    }

    private static func isRelation(_ byte: UInt8) -> Bool { (UInt8(ascii: "<")...UInt8(ascii: ">")).contains(byte) }

    private mutating func skipBlanks() {
        while let byte = current, Self.isBlank(byte) { place += 1 }
    }

    private mutating func skipToComma() {
        while let byte = current, byte != Self.comma { place += 1 }
    }

    /// A run such as `=>` is taken whole, so that it is refused and not read as `=` with the value `>…`.
    private mutating func readOperator() -> Word {
        skipBlanks()
        let start = place
        if current == UInt8(ascii: "!") { place += 1 }
        while let byte = current, Self.isRelation(byte) { place += 1 }
        return Word(text: String(decoding: bytes[start..<place], as: UTF8.self), offset: start, isQuoted: false)
    }

    /// Nil where a quote is not closed; the rest of the text is then used up.
    private mutating func word(until isEnd: (Self, UInt8) -> Bool) -> Word? {
        let start = place
        if let quote = current, Self.isQuote(quote) { return quoted(quote) }
        while let byte = current, !isEnd(self, byte) { place += 1 }
        var end = place
        while end > start, Self.isBlank(bytes[end - 1]) { end -= 1 }
        return Word(text: String(decoding: bytes[start..<end], as: UTF8.self), offset: start, isQuoted: false)
    }

    private mutating func quoted(_ quote: UInt8) -> Word? {
        let start = place
        var taken: [UInt8] = []
        place += 1
        while let byte = current {
            place += 1
            if byte == quote {
                return Word(text: String(decoding: taken, as: UTF8.self), offset: start, isQuoted: true)
            }
            if byte == Self.backslash, let next = current, Self.isQuote(next) || next == Self.backslash {
                taken.append(next)
                place += 1
            } else {
                taken.append(byte)
            }
        }
        return nil
    }
}
