/// The rows of a table at one moment. It costs a few words and never changes.
public struct Snapshot<ID: Hashable & Comparable & Sendable & Codable, Row: Equatable & Sendable>: Sendable {
    let slots: Slots
    public let count: Int
    /// The number of the last change that is in it.
    public let version: UInt64

    /// Calls `body` with each row, in no order.
    public func forEach(_ body: (ID, Row) -> Void) {
        slots.forEach { _, held in
            let entry = Entry<ID, Row>.of(held)
            body(entry.id, entry.row)
        }
    }
}
