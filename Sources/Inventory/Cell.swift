import FoundationEssentials

/// One value of one row in one column, as filters, sorting, CSV and people's tables see it.
///
/// A reader gives `none` where there is no value (a VM without a console, a statistic that failed); it never fails.
public enum Cell: Sendable, Hashable {
    case none
    case text(String)
    case integer(Int64)
    case number(Double)
    case flag(Bool)
    case date(Date)
    case list([String])
}

/// What the cells of a column mean; it decides how a filter's value is read, how cells are compared and how they are shown.
public enum ColumnType: String, Sendable, Hashable, Codable, CaseIterable {
    case text
    case integer
    case number
    /// A size; cells are `integer` and count bytes.
    case bytes
    /// A length of time; cells are `number` or `integer` and count seconds.
    case duration
    case flag
    case date
    /// Several names, such as the disks of a VM; cells are `list`.
    case list
}

extension Cell {
    /// The cell as plain text: numbers as digits, dates as RFC 3339, all elements of a list joined by `; `.
    ///
    /// This is what a text pattern meets when a cell is not text, and what CSV writes.
    public var plain: String {
        switch self {
        case .none: ""
        case .text(let text): text
        case .integer(let value): String(value)
        case .number(let value): Self.plain(value)
        case .flag(let value): value ? "true" : "false"
        case .date(let date): Timestamp.text(date)
        case .list(let elements): elements.joined(separator: "; ")
        }
    }

    /// A whole number has no `.0`, so that `2` written by a reader as a double is still `2`.
    static func plain(_ value: Double) -> String {
        if let whole = Int64(exactly: value) { return String(whole) }
        return String(value)
    }
}
