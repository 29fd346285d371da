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
    /// Of one row.
    let schema: Schema
    let seal: CursorSeal
    /// The rows with this UUID, found without looking at the others.
    let rows: @Sendable (UUID) -> [Row]
    private let encoded = EncodedRows<ID, Row>()

    init(
        columns: Columns<Row>, table: Table<ID, Row>, schema: Schema, seal: CursorSeal,
        rows: @escaping @Sendable (UUID) -> [Row]
    ) {
        self.columns = columns
        self.table = table
        self.schema = schema
        self.seal = seal
        self.rows = rows
    }

    private var tag: String { columns.kind.title }
    private var path: String { "/api/v1/\(columns.kind.plural)" }

    /// The two routes.
    var routes: [Route] { [list, one] }

    var list: Route {
        Route(
            method: .get, path: path, policy: .view, name: "list-\(columns.kind.plural)", tag: tag,
            summary: "\(columns.kind.title), filtered and sorted; CSV with Accept: text/csv",
            query: ListQuery.parameters,
            answers: [
                .init(status: 200, summary: "A page of the list.", schema: pageSchema),
                .init(status: 200, summary: "CSV: all rows without ?limit=.", schema: nil, contentType: "text/csv"),
            ]
        ) { call in
            call.headers[.accept]?.contains("text/csv") == true ? try csv(call) : try json(call)
        }
    }

    private var one: Route {
        Route(
            method: .get, path: path + "/{ref}", policy: .view, name: "show-\(columns.kind.name)", tag: tag,
            summary: "One \(columns.kind.name) by UUID\(columns["number"] == nil ? "" : ", number") or name",
            answers: [.init(status: 200, summary: "The \(columns.kind.name).", schema: schema)]
        ) { call in try find(call.reference).tagged(for: call) }
    }

    private var pageSchema: Schema {
        .object([
            .required("items", .array(of: schema), "The rows; with ?columns= objects of just these columns."),
            .required("total", .integer(0...Int64.max), "How many rows match."),
            .optional("next", .string(maxLength: 65_536), "The cursor of the next page; absent on the last."),
        ])
    }

    private func json(_ call: Call) throws -> Reply {
        let query = try ListQuery.query(call, columns)
        let page = try ListQuery.reading("?cursor") { try table.page(query, seal: seal) }.checked()
        var items: [[UInt8]] = []
        if call.query["columns"] == nil {
            items = try page.rows.map { try encoded.bytes(of: $0.row, $0.id) }
        } else {
            let keys = query.columns.map { JSONValue.string($0.name).bytes() }
            items = page.rows.map { PageJSON.object(keys, $0.cells) }
        }
        return Reply(
            status: 200,
            content: .bytes(PageJSON.page(items, total: page.total, next: page.next), type: "application/json"))
    }

    private func csv(_ call: Call) throws -> Reply {
        var query = try ListQuery.query(call, columns)
        if call.query["columns"] == nil { query.columns = columns.shown }
        return Reply(status: 200, content: .csv(query.columns, try csvRows(call, query)))
            .with(.contentDisposition, "attachment; filename=\"\(columns.kind.plural).csv\"")
    }

    /// A page where one is asked for, else all rows, whose cells are read only when they are sent.
    private func csvRows(_ call: Call, _ query: Query<Row>) throws -> any Sequence<PageRow<ID, Row>> & Sendable {
        if call.query["limit"] != nil || call.query["cursor"] != nil {
            return try ListQuery.reading("?cursor") { try table.page(query, seal: seal) }.checked().rows
        }
        let listing = table.snapshot().all(query)
        guard listing.faults.isEmpty else { throw ListQuery.problem(listing.faults) }
        return listing
    }
}

extension Inventory.Page {
    /// The page, unless reading showed that the filter costs too much.
    fileprivate func checked() throws -> Self {
        guard faults.isEmpty else { throw ListQuery.problem(faults) }
        return self
    }
}
