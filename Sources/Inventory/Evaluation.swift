/// A term as rows meet it, without the row's type.
final class CellTest: Sendable {
    let name: String
    let title: String
    /// Of the term in the filter's text, in characters.
    let offset: Int
    let read: @Sendable (Held) -> Cell
    let comparison: Comparison
    let condition: Condition

    init<Row>(_ column: Column<Row>, offset: Int, _ comparison: Comparison, _ condition: Condition) {
        (name, title, read, self.offset) = (column.name, column.title, column.readHeld, offset)
        (self.comparison, self.condition) = (comparison, condition)
    }

    /// Whether the cell passes; a pattern asks `matcher`.
    func passes(_ cell: Cell, _ matcher: Matcher?) -> Bool {
        if case .none = cell { return comparison.matchesNone }
        switch condition {
        case .text(let text):
            return hits(cell, text, matcher) == (comparison == .equal)
        case .order(let text):
            if case .text(let own) = cell { return comparison.holds(FoldedText.order(own, text)) }
            return comparison.holds(FoldedText.order(cell.plain, text))
        case .quantity(let quantity):
            return quantity.order(of: cell).map(comparison.holds) ?? false
        case .count(let quantity):
            return cell.count.map { comparison.holds(quantity.order(of: $0)) } ?? false
        case .flag(let wanted):
            return (cell == .flag(wanted)) == (comparison == .equal)
        case .date(let span):
            guard case .date(let date) = cell else { return false }
            return comparison.holds(span.order(of: date))
        case .age(let span):
            guard case .date(let date) = cell else { return false }
            return comparison.mirrored.holds(span.order(of: date))
        }
    }

    /// Which element of a list matches.
    func lead(_ elements: [String], _ matcher: Matcher?) -> Int? {
        guard case .text(let text) = condition, comparison == .equal else { return nil }
        return elements.firstIndex { hits($0, text, matcher) }
    }

    private func hits(_ cell: Cell, _ test: TextTest, _ matcher: Matcher?) -> Bool {
        switch cell {
        case .text(let text): hits(text, test, matcher)
        case .list(let elements): elements.contains { hits($0, test, matcher) }
        default: hits(cell.plain, test, matcher)
        }
    }

    private func hits(_ text: String, _ test: TextTest, _ matcher: Matcher?) -> Bool {
        switch test {
        case .word(let word): FoldedText.equals(text, word)
        case .pattern: matcher?.matches(text) ?? false
        }
    }
}

/// A filter at work on many rows, by one thread: holds what regular expressions need between rows.
struct Evaluation {
    private let tests: [(test: CellTest, matcher: Matcher?)]
    /// The term whose regular expression was given up. From then on no row matches, and the answer is worthless.
    private var costly: CellTest?

    init(_ tests: [CellTest]) {
        self.tests = tests.map { test in
            guard case .text(.pattern(let pattern)) = test.condition else { return (test, nil) }
            return (test, Matcher(pattern))
        }
    }

    mutating func matches(_ row: Held) -> Bool {
        guard costly == nil else { return false }
        for (test, matcher) in tests {
            let passes = test.passes(test.read(row), matcher)
            if let matcher, matcher.isTooCostly {
                costly = test
                return false
            }
            if !passes { return false }
        }
        return true
    }

    /// The fault to report when the rows have been read.
    var fault: FilterFault? {
        costly.map { test in
            let message = "The regular expression for “\(test.title)” takes too many steps. Make it simpler."
            return FilterFault(.tooCostly, offset: test.offset, message)
        }
    }

    /// See ``Filter/leads(_:)``.
    func leads(_ row: Held) -> [String: Int] {
        var leads: [String: Int] = [:]
        for (test, matcher) in tests where leads[test.name] == nil {
            guard case .list(let elements) = test.read(row) else { continue }
            leads[test.name] = test.lead(elements, matcher)
        }
        return leads
    }
}

extension Cell {
    /// How many elements a list has.
    var count: Int64? {
        if case .list(let elements) = self { Int64(elements.count) } else { nil }
    }
}
