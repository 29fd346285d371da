import ApusModel
import FoundationEssentials
import Inventory
import Schema

/// The query parameters that every list takes.
enum ListQuery {
    static let parameters: [APIOperation.Parameter] = [
        .query(
            "filter", .string(maxLength: 4096), "`column op value`, commas for AND: state = running, memory > 1 GiB"),
        .query("sort", .string(maxLength: 1024), "Column names, a minus for descending: -memory,name"),
        .query(
            "columns", .string(maxLength: 4096),
            "Column names; the items are then objects of just these. See /api/v1/kinds."),
        .query("limit", .integer(1...1000), "Rows of a page; 100 when absent."),
        .query("cursor", .string(minLength: 1, maxLength: 65_536), "`next` of the page before."),
    ]

    /// - Throws: a ``Problem`` `invalid` that names every faulty term.
    static func query<Row>(_ call: Call, _ columns: Columns<Row>) throws -> Query<Row> {
        let query = Query(
            filter: Filter(call.query["filter"] ?? "", columns: columns, now: Date()),
            sort: try reading("?sort") { try columns.sort(call.query["sort"] ?? "") },
            columns: try reading("?columns") { try columns.select(call.query["columns"] ?? "") },
            limit: call.integer("limit") ?? Query<Row>.defaultLimit, cursor: call.query["cursor"])
        guard query.filter.faults.isEmpty else { throw problem(query.filter.faults) }
        return query
    }

    /// What the inventory refuses of a parameter, as a problem.
    static func reading<Value>(_ parameter: String, _ read: () throws -> Value) throws -> Value {
        do {
            return try read()
        } catch let error as QueryError {
            let code = "query/\(error.code.rawValue)"
            throw Problem(
                .invalid, error.message, errors: [.init(pointer: parameter, code: code, message: error.message)])
        }
    }

    static func problem(_ faults: [FilterFault]) -> Problem {
        let errors = faults.map { fault in
            Problem.Fault(
                pointer: "?filter", code: "filter/\(fault.code.rawValue)",
                message: "\(fault.message) (at character \(fault.offset))")
        }
        return Problem(.invalid, "Wrong filter: " + errors.map(\.message).joined(separator: " "), errors: errors)
    }
}
