/// The description of a kind of entity, for clients: what there is to show, filter and sort, without the readers.
public struct Kind: Codable, Sendable, Hashable {
    /// Singular, as in the command line: `vm`.
    public var name: String
    /// As in paths: `vms`.
    public var plural: String
    /// For people: `Virtual machines`.
    public var title: String
    public var columns: [ColumnDescription]

    public init(name: String, plural: String, title: String, columns: [ColumnDescription]) {
        (self.name, self.plural, self.title, self.columns) = (name, plural, title, columns)
    }
}

/// What a client must know of one column. The fields mean what they mean in ``Column``.
public struct ColumnDescription: Codable, Sendable, Hashable {
    public var name: String
    public var title: String
    public var type: ColumnType
    public var unit: String?
    public var link: String?
    public var isDefault: Bool
    public var help: String

    public init<Row: Sendable>(_ column: Column<Row>) {
        (name, title, type, unit) = (column.name, column.title, column.type, column.unit)
        (link, isDefault, help) = (column.link, column.isDefault, column.help)
    }
}
