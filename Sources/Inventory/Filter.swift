import FoundationEssentials

/// A filter over rows, from text such as `status = running, memory > 2 GB, disks > 1, name = "web-.*"`.
///
/// - Terms are `column op value`, joined by commas: all must hold. Columns are named by name or title, in any case.
/// - Text: a regular expression (PCRE2) that must match the whole cell, in any case; `<` and `>` compare by lower case.
/// - Lists: a text matches any element; a bare number compares how many elements there are, a quoted one is a text.
/// - Numbers: by value, in the column's unit unless the value has its own (`K`, `KB`, `KiB` … are powers of 1024;
///   `ms s m h d w`).
/// - Flags: `true`, `false`, `yes`, `no`. Dates: RFC 3339, where `=` finds the day or second that is written out; or an
///   age: `created > 2d` finds what is *older* than two days, `created < 2h` what is newer than two hours.
/// - An empty cell is less than everything and equal to nothing.
/// - An empty text keeps all rows.
///
/// Faulty terms are left out of ``terms`` and named in ``faults``.
public struct Filter<Row: Sendable>: Sendable {
    /// Longest text, in bytes.
    public static var maximumLength: Int { 4096 }
    public static var maximumTerms: Int { 32 }

    /// One usable term.
    public struct Term: Sendable {
        public let column: Column<Row>
        /// Where the term begins in the text, in characters.
        public let offset: Int
        let test: CellTest
    }

    public let text: String
    public let terms: [Term]
    public let faults: [FilterFault]

    /// - Parameter now: what ages such as `2d` are counted from.
    public init(_ text: String, columns: Columns<Row>, now: Date) {
        self.text = text
        guard text.utf8.count <= Self.maximumLength else {
            let message = "A filter has at most \(Self.maximumLength) bytes; this one has \(text.utf8.count)."
            (terms, faults) = ([], [FilterFault(.tooLong, offset: 0, message)])
            return
        }
        var reader = FilterReader(text: text, columns: columns, now: now)
        reader.read()
        (terms, faults) = (reader.terms, reader.faults)
    }

    /// Keeps all rows.
    public static var all: Self { Self() }

    private init() { (text, terms, faults) = ("", [], []) }

    var tests: [CellTest] { terms.map(\.test) }

    /// Whether one row passes. For many rows use a ``Query``, which keeps what matching needs between rows.
    public func matches(_ row: Row) -> Bool {
        var evaluation = Evaluation(tests)
        return evaluation.matches(Box(row))
    }

    /// For each list column with a text term, by name: which element of the row's cell matched, so that a table can
    /// show it first. Empty where the filter has no such term.
    public func leads(_ row: Row) -> [String: Int] {
        Evaluation(tests).leads(Box(row))
    }
}

extension Filter {
    /// A term that finds exactly this text, whatever it holds: for links between tables.
    ///
    ///     Filter<VM>.term("disks", equals: "data (1).img")  // disks = 'data \(1\)\.img'
    public static func term(_ column: String, equals text: String) -> String {
        var expression: [UInt8] = []
        for byte in text.utf8 {
            if TextTest.special.contains(byte) { expression.append(UInt8(ascii: "\\")) }
            expression.append(byte)
        }
        return quoted(column) + " = " + quoted(String(decoding: expression, as: UTF8.self), always: true)
    }

    private static func quoted(_ text: String, always: Bool = false) -> String {
        if !always, !text.isEmpty, text.utf8.allSatisfy({ $0 | 0x20 >= 97 && $0 | 0x20 <= 122 }) { return text }
        var quoted = "'"
        for character in text.unicodeScalars {
            if character == "'" || character == "\\" { quoted += "\\" }
            quoted.unicodeScalars.append(character)
        }
        return quoted + "'"
    }
}
