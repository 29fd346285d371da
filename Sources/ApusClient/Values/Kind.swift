/// What the server tells of one kind of row: its names and columns.
public struct Kind: Codable, Hashable, Sendable {
    /// One column of a list.
    public struct Column: Codable, Hashable, Sendable {
        public var name: String
        public var title: String
        /// `text`, `integer`, `number`, `bytes`, `duration`, `flag`, `date` or `list`; a client shows an unknown type as it comes.
        public var type: String
        /// Of the cells, such as `%`; for bytes and durations what a bare number in a filter means.
        public var unit: String?
        public var isDefault: Bool
        public var help: String?

        public init(
            name: String, title: String, type: String, unit: String? = nil, isDefault: Bool = true, help: String? = nil
        ) {
            self.name = name
            self.title = title
            self.type = type
            self.unit = unit
            self.isDefault = isDefault
            self.help = help
        }
    }

    /// A noun of the wire: `vm`.
    public var name: String
    /// As it stands in paths: `vms`.
    public var plural: String
    public var title: String
    public var columns: [Column]

    public init(name: String, plural: String, title: String, columns: [Column]) {
        self.name = name
        self.plural = plural
        self.title = title
        self.columns = columns
    }

    public func column(_ name: String) -> Column? { columns.first { $0.name == name } }
}
