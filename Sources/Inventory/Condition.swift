import FoundationEssentials

/// What a term asks of a cell, read once for all rows.
enum Condition: Sendable {
    /// The whole cell, or any element of a list; `=` or `!=`.
    case text(TextTest)
    /// Text before or after a text, case-insensitively.
    case order(String)
    case quantity(Quantity)
    /// The number of elements of a list.
    case count(Quantity)
    /// `=` or `!=`.
    case flag(Bool)
    case date(DateSpan)
    /// The instant that an age leads back to: a greater age is an earlier date.
    case age(DateSpan)
}

/// A text value: most are plain words, which need no regular expression.
enum TextTest: Sendable {
    /// Lower-case ASCII.
    case word([UInt8])
    case pattern(Pattern)

    init(_ text: String) throws(Pattern.Fault) {
        if text.utf8.allSatisfy({ $0 < 0x80 && !Self.special.contains($0) }) {
            self = .word(text.utf8.map(FoldedText.lower))
        } else {
            self = .pattern(try Pattern(text))
        }
    }

    /// What means something in a regular expression.
    static let special = Set(#"\^$.|?*+()[]{}"#.utf8)
}

/// Reads a term's value in the sense of its column.
struct ConditionReader {
    let type: ColumnType
    let unit: String?
    let title: String
    let now: Date

    struct Fault: Error {
        let code: FilterFault.Code
        let message: String
        /// Within the value, in bytes.
        var offset = 0
    }

    func read(_ value: FilterSyntax.Word, _ comparison: Comparison) throws(Fault) -> Condition {
        switch type {
        case .text: try text(value.text, comparison)
        case .list: try list(value, comparison)
        case .integer, .number, .bytes, .duration: try quantity(value.text)
        case .flag: try flag(value.text, comparison)
        case .date: try date(value.text, comparison)
        }
    }

    private func text(_ value: String, _ comparison: Comparison) throws(Fault) -> Condition {
        guard comparison.isEquality else { return .order(value) }
        do {
            return .text(try TextTest(value))
        } catch {
            throw Fault(
                code: .badExpression, message: "“\(value.prefix(64))” is no regular expression: \(error.message).",
                offset: error.offset)
        }
    }

    /// A bare number counts the elements, a quoted one is a text.
    private func list(_ value: FilterSyntax.Word, _ comparison: Comparison) throws(Fault) -> Condition {
        if !value.isQuoted, let quantity = Quantity(bare: value.text) { return .count(quantity) }
        if comparison.isEquality { return try text(value.text, comparison) }
        throw Fault(
            code: .badValue,
            message: "“\(title)” is a list: \(comparison.rawValue) compares how many it has with a number.")
    }

    private func quantity(_ value: String) throws(Fault) -> Condition {
        if let quantity = Quantity(value, type: type, unit: unit) { return .quantity(quantity) }
        let example =
            switch type {
            case .bytes: "a size such as 512 MiB"
            case .duration: "a time such as 90 s, 5 m or 2 h"
            default: "a number" + (unit.map { ", in \($0)" } ?? "")
            }
        throw Fault(code: .badValue, message: "“\(title)” is compared with \(example), not with “\(value.prefix(64))”.")
    }

    private func flag(_ value: String, _ comparison: Comparison) throws(Fault) -> Condition {
        guard comparison.isEquality else {
            throw Fault(code: .badOperator, message: "“\(title)” is yes or no: compare it with = or !=.")
        }
        switch value.lowercased() {
        case "true", "yes", "on", "1": return .flag(true)
        case "false", "no", "off", "0": return .flag(false)
        default: throw Fault(code: .badValue, message: "“\(title)” is yes or no, not “\(value.prefix(64))”.")
        }
    }

    private func date(_ value: String, _ comparison: Comparison) throws(Fault) -> Condition {
        if let span = DateSpan(value) { return .date(span) }
        guard let age = Quantity(value, type: .duration, unit: ""), age.number >= 0 else {
            throw Fault(
                code: .badValue,
                message: "“\(title)” is compared with a date (2026-05-01, 2026-05-01T10:00:00Z) or an age (2h, 3d), "
                    + "not with “\(value.prefix(64))”.")
        }
        guard !comparison.isEquality else {
            throw Fault(code: .badOperator, message: "An age such as \(value.prefix(64)) is compared with < or >.")
        }
        let instant = now.timeIntervalSince1970 - age.number
        return .age(DateSpan(start: instant, end: instant.nextUp))
    }
}
