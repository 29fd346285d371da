/// Rows as CSV (RFC 4180): lines end with CRLF, fields are quoted only where they must be.
///
/// The header has the columns' names, not their titles: programs read them, and they never change. An empty cell is an
/// empty field, a list is all its elements joined by `; `, a size a plain number of bytes, a date RFC 3339 in UTC.
/// A text that a spreadsheet would run as a formula (it begins with `= + - @`, a tab or a carriage return) gets a `'`
/// before it; numbers stay as they are. Each line is a text of its own, so a large table can be sent row by row.
public enum CSV {
    /// The first line.
    public static func header<Row: Sendable>(_ columns: [Column<Row>]) -> String {
        line(columns.map { .text($0.name) })
    }

    /// One row, as `PageRow.cells` has it.
    public static func line(_ cells: [Cell]) -> String {
        cells.map(field).joined(separator: ",") + "\r\n"
    }

    /// One row, read by its columns.
    public static func line<Row: Sendable>(_ row: Row, _ columns: [Column<Row>]) -> String {
        line(columns.map { $0.read(row) })
    }

    private static func field(_ cell: Cell) -> String {
        switch cell {
        case .text, .list: quoted(harmless(cell.plain))
        default: cell.plain
        }
    }

    private static func harmless(_ text: String) -> String {
        guard let first = text.utf8.first, "=+-@\t\r".utf8.contains(first) else { return text }
        return "'" + text
    }

    private static func quoted(_ text: String) -> String {
        guard text.utf8.contains(where: { "\",\r\n".utf8.contains($0) }) else { return text }
        var quoted = "\""
        for scalar in text.unicodeScalars {
            if scalar == "\"" { quoted += "\"" }
            quoted.unicodeScalars.append(scalar)
        }
        return quoted + "\""
    }
}
