import ApusModel
import Hummingbird
import Inventory
import Schema

extension JSONValue {
    /// A cell as JSON: empty is null, dates RFC 3339, sizes bytes.
    init(_ cell: Cell) {
        self =
            switch cell {
            case .none: .null
            case .text(let text): .string(text)
            case .integer(let value): .integer(value)
            case .number(let value): .number(value)
            case .flag(let value): .bool(value)
            case .date(let date): .string(ApusModel.Timestamp.text(of: date))
            case .list(let elements): .array(elements.map(JSONValue.string))
            }
    }
}

extension Reply.Content {
    /// Rows as CSV, sent in pieces of 64 KiB.
    static func csv<ID, Row>(
        _ columns: [Column<Row>], _ rows: any Sequence<PageRow<ID, Row>> & Sendable
    ) -> Reply.Content {
        .stream(type: "text/csv; charset=utf-8") { writer in
            var buffer = ByteBuffer(string: CSV.header(columns))
            for row in rows {
                buffer.writeString(CSV.line(row.cells))
                if buffer.readableBytes < 65_536 { continue }
                try await writer.write(buffer)
                buffer.clear()
            }
            try await writer.write(buffer)
            try await writer.finish(nil)
        }
    }
}
