import ApusClient
import FoundationEssentials

/// Rows of a list as a table: the kind's columns decide titles, alignment and how values look.
struct RowTable {
    var columns: [Kind.Column]
    var now: Date

    func table(_ items: [JSONValue]) -> TextTable {
        TextTable(
            columns: columns.map { .init(title: $0.title.uppercased(), isRight: $0.isNumeric) },
            rows: items.map { item in columns.map { cell(item[$0.name], $0) } })
    }

    /// Without columns that say nothing in any row; those that every table shows stay.
    func withoutEmpty(_ items: [JSONValue]) -> RowTable {
        let full = columns.filter { column in
            column.isDefault || items.contains { CellText.of($0[column.name], column, now: now) != "-" }
        }
        return RowTable(columns: full, now: now)
    }

    private func cell(_ value: JSONValue?, _ column: Kind.Column) -> TextTable.Cell {
        let text = CellText.of(value, column, now: now)
        return TextTable.Cell(text: text, tone: CellText.tone(text, column.name))
    }
}

extension Kind {
    /// The columns of a table that was asked for none by name; what names the row stands first.
    var standardColumns: [Column] {
        let standard = columns.filter(\.isDefault)
        return standard.filter { $0.name == handle } + standard.filter { $0.name != handle }
    }

    /// The column that names a row in scripts: its name, or the number of what has no name.
    var handle: String {
        ["name", "number", "id"].first { column($0) != nil } ?? columns.first?.name ?? "name"
    }
}

extension Session {
    /// What the server says of a noun.
    func kind(_ name: String) async throws -> Kind {
        guard let kind = try await client.kinds().first(where: { $0.name == name }) else {
            throw ClientError(
                .unexpectedAnswer, "The server does not know the noun '\(name)'.", hint: "compare versions: apus doctor"
            )
        }
        return kind
    }
}
