import ApusModel
import FoundationEssentials

extension Client {
    /// Maps to `GET /api/v1/kinds`.
    public func kinds() async throws -> [Kind] {
        try await transport.send(Request(.get, api: "kinds")).decode([Kind].self)
    }

    /// All rows that match, page after page.
    ///
    /// Maps to `GET /api/v1/{collection}`.
    public func list(_ collection: RowCollection, _ query: ListQuery = ListQuery()) async throws -> ListResult {
        var result = ListResult(items: [], total: 0)
        var cursor: String?
        repeat {
            let left = query.limit.map { max(0, $0 - result.items.count) }
            let page = try await page(collection, query, limit: min(left ?? 1000, 1000), cursor: cursor)
            result.items += page.items
            result.total = page.total
            // A page without rows would be asked for for ever.
            cursor = page.items.isEmpty ? nil : page.next
        } while cursor != nil && query.limit.map { result.items.count < $0 } ?? true
        return result
    }

    /// The rows as CSV with a header of column names, byte for byte as the server writes them.
    ///
    /// Maps to `GET /api/v1/{collection}` with `Accept: text/csv`.
    public func csv(_ collection: RowCollection, _ query: ListQuery) async throws -> Data {
        var request = Self.request(collection, query).query("limit", query.limit.map(String.init))
        request.accept = "text/csv"
        let answer = try await transport.send(request)
        try answer.check()
        return answer.body
    }

    /// One row by its UUID, name or number.
    ///
    /// Maps to `GET /api/v1/{collection}/{ref}`.
    public func show<Value: Decodable>(_ collection: RowCollection, _ ref: String, as type: Value.Type) async throws
        -> Value
    {
        try await transport.send(Request(.get, api: collection.rawValue, ref)).decode(type)
    }

    private func page(
        _ collection: RowCollection, _ query: ListQuery, limit: Int, cursor: String?
    ) async throws -> Page<JSONValue> {
        let request = Self.request(collection, query).query("limit", String(limit)).query("cursor", cursor)
        return try await transport.send(request).decode(Page<JSONValue>.self)
    }

    private static func request(_ collection: RowCollection, _ query: ListQuery) -> Request {
        let request = Request(.get, api: collection.rawValue).query("filter", query.filter).query("sort", query.sort)
        return query.columns.isEmpty ? request : request.query("columns", query.columns.joined(separator: ","))
    }
}
