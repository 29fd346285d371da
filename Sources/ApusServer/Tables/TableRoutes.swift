import ApusCore
import ApusModel
import FoundationEssentials
import HTTPTypes
import Hummingbird
import Inventory
import Schema

/// Serves one table of the inventory: the list in JSON and CSV, and one row. Everything follows from the declared columns.
struct TableRoutes<ID: Hashable & Comparable & Sendable & Codable, Row: Referable & Codable & Equatable>: Sendable {
    let columns: Columns<Row>
    let table: Table<ID, Row>
    let schema: Schema
    let schemaName: String
    let seal: CursorSeal

    private var tag: String { columns.kind.title }
    private var path: String { "/api/v1/\(columns.kind.plural)" }

    /// The two routes.
    var routes: [Route] { [list, one] }

    private var list: Route {
        Route(
            method: .get, path: path, policy: .view, name: "list-\(columns.kind.plural)", tag: tag,
            summary: "\(columns.kind.title), filtered and sorted; CSV with Accept: text/csv",
            query: ListQuery.parameters, answers: [.init(status: 200, summary: "A page of the list.", schema: pageSchema)]
        ) { call in
            call.headers[.accept]?.contains("text/csv") == true ? try csv(call) : try json(call)
        }
    }

    private var one: Route {
        Route(
            method: .get, path: path + "/{ref}", policy: .view, name: "show-\(columns.kind.name)", tag: tag,
            summary: "One \(columns.kind.name) by UUID\(columns["number"] == nil ? "" : ", number") or name",
            answers: [.init(status: 200, summary: "The \(columns.kind.name).", schema: reference)]
        ) { call in try find(call.reference).tagged(for: call) }
    }

    /// The row a path means.
    func find(_ reference: String) throws -> Row { try table.rows().resolve(reference) }

    private var reference: Schema { .reference(schemaName, to: schema) }

    private var pageSchema: Schema {
        .object([
            .required("items", .array(of: reference), "The rows; with ?columns= objects of just these columns."),
            .required("total", .integer(0...Int64.max), "How many rows match."),
            .optional("next", .string(maxLength: 65_536), "The cursor of the next page; absent on the last."),
        ])
    }

    private func json(_ call: Call) throws -> Reply {
        let query = try ListQuery.query(call, columns)
        let page = try table.page(query, seal: seal).checked()
        guard call.query["columns"] != nil else {
            return try .json(ApusModel.Page(items: page.rows.map(\.row), total: page.total, next: page.next))
        }
        let items = page.rows.map { row in
            JSONValue.object(JSONObject(zip(query.columns, row.cells).map { ($0.name, JSONValue($1)) }))
        }
        return try .json(ApusModel.Page(items: items, total: page.total, next: page.next))
    }

    private func csv(_ call: Call) throws -> Reply {
        var query = try ListQuery.query(call, columns)
        let snapshot = table.snapshot()
        if call.query["columns"] == nil { query.columns = columns.shown }
        let rows = try call.query["limit"] == nil ? Self.checked(snapshot.all(query)) : Array(snapshot.page(query, seal: seal).checked().rows)
        let header = CSV.header(query.columns)
        let name = "\(columns.kind.plural).csv"
        return Reply(
            status: 200,
            content: .stream(type: "text/csv; charset=utf-8") { writer in
                var buffer = ByteBuffer(string: header)
                for row in rows {
                    buffer.writeString(CSV.line(row.cells))
                    if buffer.readableBytes > 65_536 {
                        try await writer.write(buffer)
                        buffer.clear()
                    }
                }
                try await writer.write(buffer)
                try await writer.finish(nil)
            }
        ).with(.contentDisposition, "attachment; filename=\"\(name)\"")
    }
}

extension TableRoutes {
    /// All rows, unless reading showed that the filter costs too much.
    fileprivate static func checked(_ listing: Listing<ID, Row>) throws -> [PageRow<ID, Row>] {
        guard listing.faults.isEmpty else { throw ListQuery.problem(listing.faults) }
        return Array(listing)
    }
}

extension Inventory.Page {
    /// The page, unless reading showed that the filter costs too much.
    fileprivate func checked() throws -> Self {
        guard faults.isEmpty else { throw ListQuery.problem(faults) }
        return self
    }
}

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
