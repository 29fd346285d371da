/// One row of a page.
public struct PageRow<ID: Sendable, Row: Sendable>: Sendable {
    public let id: ID
    public let row: Row
    /// The cells of the query's columns, in their order.
    public let cells: [Cell]
    /// For list columns with a text term, by name: which element matched, so that a table can show it first.
    public let leads: [String: Int]
}

/// One page of a list.
public struct Page<ID: Sendable, Row: Sendable>: Sendable {
    public let rows: [PageRow<ID, Row>]
    /// How many rows pass the filter, on all pages, at this moment.
    public let total: Int
    /// The cursor of the next page; nil on the last one.
    public let next: String?
    /// The number of the table's last change that the page has seen.
    public let version: UInt64
    /// What reading the rows has shown to be wrong with the filter (`tooCostly`); the page is then empty.
    public let faults: [FilterFault]
}

extension Snapshot {
    /// One page of a list: filtered, in order, at most `limit` rows after the cursor.
    ///
    /// Pages go by key, not by position: while rows change between two pages, a row that keeps its place is neither
    /// skipped nor given twice.
    ///
    /// - Throws: ``QueryError`` with `forgedCursor` or `foreignCursor`.
    public func page(_ query: Query<Row>, seal: CursorSeal) throws(QueryError) -> Page<ID, Row> {
        let list = query.fingerprint
        var after: Cursor<ID>?
        if let cursor = query.cursor {
            after = try Cursor.open(cursor, list: list, sorts: max(1, query.sort.count), seal)
        }
        let limit = min(max(query.limit, Query<Row>.limits.lowerBound), Query<Row>.limits.upperBound)
        let search = search(query, limit: limit, after: after)
        var next: String?
        if search.isMore, let last = search.top.last, let id = id(last.slot) {
            next = Cursor(values: last.values, id: id, list: list).sealed(seal)
        }
        let listing = Listing(snapshot: self, query: query, places: search.top.map(\.slot), faults: [])
        return Page(
            rows: Array(listing), total: search.total, next: next, version: version, faults: search.faults)
    }

    /// All rows that pass, in order, without pages and without a limit: for CSV, row by row.
    public func all(_ query: Query<Row>) -> Listing<ID, Row> {
        let search = search(query, limit: max(1, count), after: nil)
        return Listing(snapshot: self, query: query, places: search.top.map(\.slot), faults: search.faults)
    }

    private func id(_ slot: Int) -> ID? { slots[slot].map { Entry<ID, Row>.of($0).id } }

    private func search(_ query: Query<Row>, limit: Int, after: Cursor<ID>?) -> Search {
        var search = Search(
            tests: query.filter.tests, ranking: Ranking(query.sort), limit: limit,
            cursor: after.map { Candidate(values: $0.values, slot: 0) },
            isBeyond: { held in after.map { $0.id < Entry<ID, Row>.of(held).id } ?? true },
            precedes: { Entry<ID, Row>.of($0).id < Entry<ID, Row>.of($1).id })
        search.run(slots)
        return search
    }
}
