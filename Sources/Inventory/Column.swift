import FoundationEssentials

/// One column of a kind: its names, what its cells mean, and how to read them from a row.
///
/// A column is declared once; lists, the filter language, sorting, CSV and every table follow from it.
///
///     Column.bytes("memory", "Memory", unit: "MiB", isDefault: true) { $0.memory }
///     Column.list("disks", "Disks", link: "volume") { $0.disks }
public struct Column<Row: Sendable>: Sendable {
    /// Stable key in camel case, as on the wire: `maxMemory`.
    public let name: String
    /// For people: `Max memory`.
    public let title: String
    public let type: ColumnType
    /// The unit of the cells (`%`, `B/s`), or for bytes and durations the unit that a filter's bare number has (`MiB`).
    public let unit: String?
    /// The kind whose rows the cells name.
    public let link: String?
    /// Whether a table shows the column unasked. A hidden column can be filtered and sorted all the same.
    public let isDefault: Bool
    /// One sentence for people.
    public let help: String
    /// Reads the cell. It must be cheap: a query calls it once for each row.
    public let read: @Sendable (Row) -> Cell

    /// The same from a ``Box`` of the row.
    @usableFromInline let readHeld: @Sendable (Held) -> Cell

    @inlinable public init(
        _ name: String, _ title: String, type: ColumnType, unit: String? = nil, link: String? = nil,
        isDefault: Bool = false, help: String = "", read: @escaping @Sendable (Row) -> Cell
    ) {
        (self.name, self.title, self.type, self.unit) = (name, title, type, unit)
        (self.link, self.isDefault, self.help, self.read) = (link, isDefault, help, read)
        readHeld = { held in read(unsafeDowncast(held, to: Box<Row>.self).place.pointee) }
    }
}

/// Makers: each takes a key path (`\.name`) or a closure; a nil is an empty cell.
extension Column {
    /// A text column; an enum goes in by its raw value.
    @inlinable public static func text(
        _ name: String, _ title: String, link: String? = nil, isDefault: Bool = false, help: String = "",
        _ read: @escaping @Sendable (Row) -> String?
    ) -> Self {
        Self(name, title, type: .text, link: link, isDefault: isDefault, help: help) { row in
            read(row).map { .text($0) } ?? .none
        }
    }

    @inlinable public static func integer(
        _ name: String, _ title: String, unit: String? = nil, isDefault: Bool = false, help: String = "",
        _ read: @escaping @Sendable (Row) -> (some BinaryInteger & SendableMetatype)?
    ) -> Self {
        Self(name, title, type: .integer, unit: unit, isDefault: isDefault, help: help) { row in
            read(row).map { .integer(Int64(clamping: $0)) } ?? .none
        }
    }

    @inlinable public static func number(
        _ name: String, _ title: String, unit: String? = nil, isDefault: Bool = false, help: String = "",
        _ read: @escaping @Sendable (Row) -> Double?
    ) -> Self {
        Self(name, title, type: .number, unit: unit, isDefault: isDefault, help: help) { row in
            read(row).map { .number($0) } ?? .none
        }
    }

    /// A size in bytes. `unit` is what a bare number in a filter means: `memory > 512` is 512 MiB where it is `MiB`.
    @inlinable public static func bytes(
        _ name: String, _ title: String, unit: String = "MiB", isDefault: Bool = false, help: String = "",
        _ read: @escaping @Sendable (Row) -> (some BinaryInteger & SendableMetatype)?
    ) -> Self {
        Self(name, title, type: .bytes, unit: unit, isDefault: isDefault, help: help) { row in
            read(row).map { .integer(Int64(clamping: $0)) } ?? .none
        }
    }

    /// A length of time in seconds.
    @inlinable public static func duration(
        _ name: String, _ title: String, unit: String = "s", isDefault: Bool = false, help: String = "",
        _ read: @escaping @Sendable (Row) -> Double?
    ) -> Self {
        Self(name, title, type: .duration, unit: unit, isDefault: isDefault, help: help) { row in
            read(row).map { .number($0) } ?? .none
        }
    }

    @inlinable public static func flag(
        _ name: String, _ title: String, isDefault: Bool = false, help: String = "",
        _ read: @escaping @Sendable (Row) -> Bool?
    ) -> Self {
        Self(name, title, type: .flag, isDefault: isDefault, help: help) { row in
            read(row).map { .flag($0) } ?? .none
        }
    }

    @inlinable public static func date(
        _ name: String, _ title: String, isDefault: Bool = false, help: String = "",
        _ read: @escaping @Sendable (Row) -> Date?
    ) -> Self {
        Self(name, title, type: .date, isDefault: isDefault, help: help) { row in
            read(row).map { .date($0) } ?? .none
        }
    }

    /// Several names. An empty list is a list of no elements (`disks = 0`), a nil is unknown.
    @inlinable public static func list(
        _ name: String, _ title: String, link: String? = nil, isDefault: Bool = false, help: String = "",
        _ read: @escaping @Sendable (Row) -> [String]?
    ) -> Self {
        Self(name, title, type: .list, link: link, isDefault: isDefault, help: help) { row in
            read(row).map { .list($0) } ?? .none
        }
    }
}
