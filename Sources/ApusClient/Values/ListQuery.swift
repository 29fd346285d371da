/// What a list is asked for.
public struct ListQuery: Hashable, Sendable {
    /// In the server's filter language: `state = running, memory > 2GiB`.
    public var filter: String?
    /// `name`, `-memory`, separated by commas.
    public var sort: String?
    /// Names of columns; empty asks for whole resources.
    public var columns: [String]
    /// The most rows to take; nil takes all.
    public var limit: Int?

    public init(filter: String? = nil, sort: String? = nil, columns: [String] = [], limit: Int? = nil) {
        self.filter = filter
        self.sort = sort
        self.columns = columns
        self.limit = limit
    }
}

/// The rows of a list, from as many pages as it took.
public struct ListResult: Hashable, Sendable {
    public var items: [JSONValue]
    /// How many rows match on the server; larger than `items` when a limit cut them.
    public var total: Int

    public init(items: [JSONValue], total: Int) {
        self.items = items
        self.total = total
    }
}
