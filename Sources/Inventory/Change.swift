/// One change of a table: a row came, became another, or went.
public struct Change<ID: Sendable, Row: Sendable>: Sendable {
    public enum Kind: String, Sendable, Codable { case inserted, updated, removed }

    /// Consecutive numbers, from 1.
    public let sequence: UInt64
    private let entry: Entry<ID, Row>?
    private let old: Entry<ID, Row>?
    public let id: ID

    init(_ sequence: UInt64, id: ID, now entry: Entry<ID, Row>?, was old: Entry<ID, Row>?) {
        (self.sequence, self.id, self.entry, self.old) = (sequence, id, entry, old)
    }

    public var kind: Kind { entry == nil ? .removed : (old == nil ? .inserted : .updated) }
    /// The row now; nil when it was removed.
    public var row: Row? { entry?.row }
    /// The row before; nil when it was inserted.
    public var was: Row? { old?.row }
}

/// What happened since a reader last looked.
public enum Changes<ID: Sendable, Row: Sendable>: Sendable {
    /// All changes since then, oldest first; none is an empty array.
    case changes([Change<ID, Row>])
    /// Too much happened, or the reader's number is not from this table: list again, then go on from `version`.
    case reset(version: UInt64)
}

/// The last changes of a table, at most `capacity`.
struct ChangeRing<ID: Sendable, Row: Sendable>: Sendable {
    private let capacity: Int
    private var changes: [Change<ID, Row>] = []
    private(set) var version: UInt64 = 0

    init(capacity: Int) { self.capacity = max(1, capacity) }

    mutating func append(id: ID, now entry: Entry<ID, Row>?, was old: Entry<ID, Row>?) {
        version += 1
        let change = Change(version, id: id, now: entry, was: old)
        if changes.count < capacity {
            changes.append(change)
        } else {
            changes[place(of: version)] = change
        }
    }

    func since(_ sequence: UInt64) -> Changes<ID, Row> {
        guard sequence <= version, version - sequence <= UInt64(changes.count) else { return .reset(version: version) }
        guard sequence < version else { return .changes([]) }
        return .changes((sequence + 1...version).map { changes[place(of: $0)] })
    }

    private func place(of sequence: UInt64) -> Int {
        Int(truncatingIfNeeded: (sequence - 1) % UInt64(capacity))
    }
}
