import FoundationEssentials

/// The answer of every list: `items` are whole resources, or with `?columns=` objects of just those columns.
public struct Page<Item: Codable & Sendable>: Codable, Sendable {
    public var items: [Item]
    /// How many rows match, on this and all other pages.
    public var total: Int
    /// The cursor of the next page; absent on the last.
    public var next: String?

    public init(items: [Item], total: Int, next: String? = nil) {
        self.items = items
        self.total = total
        self.next = next
    }
}

/// One change of the inventory or of an operation, as `/api/v1/events` sends it.
public struct ChangeEvent<Item: Codable & Sendable>: Codable, Sendable {
    public enum Change: String, Codable, Sendable { case changed, removed, reset }

    /// A noun of the wire: `vm`, `operation`, …
    public var kind: String
    public var change: Change
    public var id: String
    /// The resource as it is now; absent when removed.
    public var item: Item?

    public init(kind: String, change: Change, id: String, item: Item?) {
        self.kind = kind
        self.change = change
        self.id = id
        self.item = item
    }
}
