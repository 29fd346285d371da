/// A row as an object, so that what runs over many rows (filters, sorting, slots) need not know the row's type: generic
/// code that runs outside the row's module was measured ten times slower than a whole query may be.
///
/// The row stands behind a pointer because generic code copies a stored property, field by field, to pass it on.
// @unchecked: `place` is initialized in `init`, never written again, and freed in `deinit`; rows are Sendable.
@usableFromInline
class Box<Row: Sendable>: @unchecked Sendable {
    @usableFromInline final let place: UnsafeMutablePointer<Row>

    init(_ row: Row) {
        place = .allocate(capacity: 1)
        place.initialize(to: row)
    }

    deinit {
        place.deinitialize(count: 1)
        place.deallocate()
    }

    final var row: Row { place.pointee }
}

/// A row and its id: a table, its snapshots and its changes share it.
// @unchecked: inherited; the id is constant and Sendable.
final class Entry<ID: Sendable, Row: Sendable>: Box<Row>, @unchecked Sendable {
    let id: ID

    init(_ id: ID, _ row: Row) {
        self.id = id
        super.init(row)
    }

    /// The entry in what ``Slots`` held. A table puts only its own entries into its slots.
    static func of(_ held: Held) -> Entry { unsafeDowncast(held, to: Entry.self) }
}

/// A ``Box`` of some row.
@usableFromInline typealias Held = any AnyObject & Sendable
