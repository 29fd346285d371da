import FoundationEssentials

/// One sort column of a query.
///
/// Order: empty cells lowest (so last when descending), numbers by value, text by lower case, lists by their first
/// element; rows that are equal by all columns stand by id, ascending, so that every order is complete.
public struct Sort<Row: Sendable>: Sendable {
    public var column: Column<Row>
    public var isDescending: Bool

    public init(_ column: Column<Row>, descending: Bool = false) {
        (self.column, isDescending) = (column, descending)
    }
}

/// What a list is asked for: which rows, in which order, with which columns, which page.
public struct Query<Row: Sendable>: Sendable {
    /// Rows of a page; a caller refuses other limits, here they are clamped.
    public static var limits: ClosedRange<Int> { 1...1000 }
    public static var defaultLimit: Int { 100 }
    public static var maximumSorts: Int { 8 }

    public var filter: Filter<Row>
    /// Empty is by id.
    public var sort: [Sort<Row>]
    /// Whose cells a page carries, in order.
    public var columns: [Column<Row>]
    public var limit: Int
    /// `Page.next` of the page before, or nil for the first page.
    public var cursor: String?

    public init(
        filter: Filter<Row> = .all, sort: [Sort<Row>] = [], columns: [Column<Row>] = [],
        limit: Int = Query.defaultLimit, cursor: String? = nil
    ) {
        (self.filter, self.sort, self.columns) = (filter, sort, columns)
        (self.limit, self.cursor) = (limit, cursor)
    }

    /// Reads a request's parameters. See ``Filter``, ``Columns/sort(_:)`` and ``Columns/select(_:)`` for the texts.
    ///
    /// - Throws: ``QueryError`` for an unknown column in `sort` or `show`. A filter's faults stand in `filter.faults`.
    public init(
        _ columns: Columns<Row>, filter: String = "", sort: String = "", show: String = "",
        limit: Int = Query.defaultLimit, cursor: String? = nil, now: Date
    ) throws(QueryError) {
        self.init(
            filter: Filter(filter, columns: columns, now: now), sort: try columns.sort(sort),
            columns: try columns.select(show), limit: limit, cursor: cursor)
    }

    /// Tells this list in this order from all others, whatever page: FNV-1a, the same in every run.
    var fingerprint: UInt64 {
        let keys = sort.map { ($0.isDescending ? "-" : "+") + $0.column.name }
        var hash: UInt64 = 0xcbf2_9ce4_8422_2325
        for byte in (keys.joined(separator: ",") + "\n" + filter.text).utf8 {
            hash = (hash ^ UInt64(byte)) &* 0x100_0000_01b3
        }
        return hash
    }
}

extension Columns {
    /// Reads `-memory,name`: names or titles, a minus for descending. An empty text is the first column, ascending.
    ///
    /// - Throws: ``QueryError`` with the code `unknownColumn` or `tooManySorts`.
    public func sort(_ text: String) throws(QueryError) -> [Sort<Row>] {
        var sorts: [Sort<Row>] = []
        for part in text.split(separator: ",") {
            let key = part.drop(while: \.isWhitespace)
            if key.isEmpty { continue }
            guard sorts.count < Query<Row>.maximumSorts else {
                throw QueryError(.tooManySorts, "A list is sorted by at most \(Query<Row>.maximumSorts) columns.")
            }
            let descending = key.first == "-"
            sorts.append(Sort(try require(String(descending ? key.dropFirst() : key)), descending: descending))
        }
        if sorts.isEmpty, let first = all.first { return [Sort(first)] }
        return sorts
    }
}
