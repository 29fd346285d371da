import FoundationEssentials

/// What a cell is sorted by. Small enough to travel in a cursor.
enum SortValue: Sendable, Equatable, Codable {
    case none
    case integer(Int64)
    case number(Double)
    case text(String)

    /// Text is sorted by its first bytes only, so that no cursor grows with a cell.
    static let longestText = 256

    /// One column gives one case (besides `none`), so that the order has no holes: a number column sorts by doubles,
    /// an integer column by integers.
    init(_ cell: Cell, type: ColumnType) {
        switch (type, cell) {
        case (_, .none): self = .none
        case (.integer, .number(let value)), (.bytes, .number(let value)): self = .integer(Self.whole(value))
        case (.number, .integer(let value)), (.duration, .integer(let value)): self = .number(Double(value))
        case (_, .integer(let value)): self = .integer(value)
        case (_, .number(let value)): self = value.isNaN ? .none : .number(value)
        case (_, .flag(let value)): self = .integer(value ? 1 : 0)
        case (_, .date(let date)): self = .number(date.timeIntervalSince1970)
        case (_, .text(let text)): self = .text(Self.head(text))
        case (_, .list(let elements)): self = elements.first.map { .text(Self.head($0)) } ?? .none
        }
    }

    private static func whole(_ value: Double) -> Int64 {
        Int64(exactly: value.rounded()) ?? (value > 0 ? .max : .min)
    }

    private static func head(_ text: String) -> String {
        guard text.utf8.count > longestText else { return text }
        var end = text.utf8.index(text.startIndex, offsetBy: longestText)
        while end.samePosition(in: text.unicodeScalars) == nil { end = text.utf8.index(before: end) }
        return String(text[..<end])
    }

    /// None is lowest; text by lower case; -1, 0 or 1.
    func order(_ other: SortValue) -> Int {
        if case .text(let a) = self, case .text(let b) = other { return FoldedText.order(a, b) }
        if case .integer(let a) = self, case .integer(let b) = other { return a < b ? -1 : (a > b ? 1 : 0) }
        if case .number(let a) = self, case .number(let b) = other { return a < b ? -1 : (a > b ? 1 : 0) }
        return rank < other.rank ? -1 : (rank > other.rank ? 1 : 0)
    }

    /// 62 bits that order most values alone: where they differ the values differ in the same sense; where they do not,
    /// only ``order(_:)`` knows.
    var sketch: UInt64 {
        let low: UInt64 =
            switch self {
            case .none: 0
            case .integer(let value): UInt64(bitPattern: max(-1 << 60, min(1 << 60, value)) + (1 << 60))
            case .number(let value): Self.sketch(value) >> 2
            case .text(let text): FoldedText.sketch(text) >> 2
            }
        return UInt64(truncatingIfNeeded: rank) << 62 | low
    }

    /// The bits of a double, so that they are ordered like the doubles.
    private static func sketch(_ value: Double) -> UInt64 {
        let bits = (value + 0).bitPattern
        return bits >> 63 == 0 ? bits | 1 << 63 : ~bits
    }

    private var rank: Int {
        switch self {
        case .none: 0
        case .integer: 1
        case .number: 2
        case .text: 3
        }
    }
}

/// In a cursor: JSON has no infinity, so a double travels as its bits, and the case as a tag.
extension SortValue {
    init(from decoder: any Decoder) throws {
        var container = try decoder.unkeyedContainer()
        switch try container.decode(String.self) {
        case "i": self = .integer(try container.decode(Int64.self))
        case "d": self = .number(Double(bitPattern: try container.decode(UInt64.self)))
        case "t": self = .text(try container.decode(String.self))
        default: self = .none
        }
    }

    func encode(to encoder: any Encoder) throws {
        var container = encoder.unkeyedContainer()
        switch self {
        case .none: try container.encode("n")
        case .integer(let value): try container.encodeEach("i", value)
        case .number(let value): try container.encodeEach("d", value.bitPattern)
        case .text(let value): try container.encodeEach("t", value)
        }
    }
}

extension UnkeyedEncodingContainer {
    fileprivate mutating func encodeEach(_ tag: String, _ value: some Encodable) throws {
        try encode(tag)
        try encode(value)
    }
}
