import ApusModel
import FoundationEssentials
import Inventory
import Schema

/// The query parameters that every list takes.
enum ListQuery {
    static let parameters: [APIOperation.Parameter] = [
        .query("filter", .string(maxLength: 4096), "`column op value`, commas for AND: state = running, memory > 1 GiB"),
        .query("sort", .string(maxLength: 1024), "Column names, a minus for descending: -memory,name"),
        .query("columns", .string(maxLength: 4096), "Column names; the items are then objects of just these. See /api/v1/kinds."),
        .query("limit", .integer(1...1000), "Rows of a page; 100 when absent."),
        .query("cursor", .string(minLength: 1, maxLength: 65_536), "`next` of the page before."),
    ]

    /// - Throws: a ``Problem`` `invalid` that names every faulty term.
    static func query<Row>(_ call: Call, _ columns: Columns<Row>) throws -> Query<Row> {
        let query: Query<Row>
        do throws(QueryError) {
            query = try Query(
                columns, filter: call.query["filter"] ?? "", sort: call.query["sort"] ?? "",
                show: call.query["columns"] ?? "", limit: call.query["limit"].flatMap(Int.init) ?? 100,
                cursor: call.query["cursor"], now: Date())
        } catch {
            throw problem(error)
        }
        guard query.filter.faults.isEmpty else { throw problem(query.filter.faults) }
        return query
    }

    static func problem(_ faults: [FilterFault]) -> Problem {
        Problem(
            .invalid, "Wrong filter: " + (faults.first?.message ?? ""),
            errors: faults.map {
                .init(pointer: "?filter", code: "filter/\($0.code.rawValue)", message: "\($0.message) (at character \($0.offset))")
            })
    }

    static func problem(_ error: QueryError) -> Problem {
        let parameter = error.code == .unknownColumn || error.code == .tooManySorts ? "?columns or ?sort" : "?cursor"
        return Problem(
            .invalid, error.message,
            errors: [.init(pointer: parameter, code: "query/\(error.code.rawValue)", message: error.message)])
    }
}
