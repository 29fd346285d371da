import Synchronization

/// The rows of one kind in memory, keyed by id: many threads read and write it.
///
/// A write costs the same whatever the table's size, also while readers hold snapshots; a read takes a snapshot in a few
/// instructions and then holds no lock. Each real change has a number, goes into a ring of the last ones and wakes the
/// subscribers. A row that is equal to the one before is no change.
public final class Table<ID: Hashable & Comparable & Sendable & Codable, Row: Equatable & Sendable>: Sendable {
    private struct State {
        var slots = Slots()
        var places: [ID: Int] = [:]
        var scopes: [String: Set<ID>] = [:]
        var ring: ChangeRing<ID, Row>
        var wakers: [UInt64: AsyncStream<Void>.Continuation] = [:]
        var lastWaker: UInt64 = 0
    }

    private let identify: @Sendable (Row) -> ID
    private let scope: @Sendable (Row) -> String
    private let state: Mutex<State>

    /// - Parameters:
    ///   - history: how many changes the ring keeps.
    ///   - id: the row's key, which does not change.
    ///   - scope: what a row is read with, such as its host: ``replaceAll(in:_:)`` sets one scope.
    public init(
        history: Int = 4096, id: @escaping @Sendable (Row) -> ID,
        scope: @escaping @Sendable (Row) -> String = { _ in "" }
    ) {
        (identify, self.scope) = (id, scope)
        state = Mutex(State(ring: ChangeRing(capacity: history)))
    }

    public var count: Int { state.withLock { $0.places.count } }
    /// The number of the last change; 0 before the first.
    public var version: UInt64 { state.withLock { $0.ring.version } }

    public func row(_ id: ID) -> Row? {
        state.withLock { state in state.places[id].flatMap { state.slots[$0] } }.map { Entry<ID, Row>.of($0).row }
    }

    /// All rows as they are now.
    public func snapshot() -> Snapshot<ID, Row> {
        state.withLock { Snapshot(slots: $0.slots, count: $0.places.count, version: $0.ring.version) }
    }

    /// One page of a list. See ``Snapshot/page(_:seal:)``.
    public func page(_ query: Query<Row>, seal: CursorSeal) throws(QueryError) -> Page<ID, Row> {
        try snapshot().page(query, seal: seal)
    }
}

/// Writing.
extension Table {
    /// Inserts or replaces rows, all at once for readers. Says how many really changed.
    @discardableResult
    public func upsert(_ rows: some Sequence<Row>) -> Int {
        change { state in
            for row in rows { put(row, &state) }
        }
    }

    /// Removes the rows that are there, all at once for readers. Says how many there were.
    @discardableResult
    public func remove(_ ids: some Sequence<ID>) -> Int {
        change { state in
            for id in ids { take(id, &state) }
        }
    }

    /// Sets all rows of one scope: the others of that scope go, equal ones stay untouched. Says how many changed.
    ///
    /// A row that names another scope is put there. A row that moved to another scope meanwhile is not removed.
    @discardableResult
    public func replaceAll(in scope: String, _ rows: some Sequence<Row>) -> Int {
        change { state in
            var gone = state.scopes[scope] ?? []
            for row in rows { gone.remove(put(row, &state)) }
            for id in gone.sorted() { take(id, &state) }
        }
    }

    /// The ids of one scope, in order.
    public func ids(in scope: String) -> [ID] {
        (state.withLock { $0.scopes[scope] } ?? []).sorted()
    }

    private func change(_ body: (inout State) -> Void) -> Int {
        let (count, wakers) = state.withLock { state in
            let before = state.ring.version
            body(&state)
            let count = state.ring.version - before
            return (count, count == 0 ? [] : Array(state.wakers.values))
        }
        for waker in wakers { waker.yield() }
        return Int(clamping: count)
    }

    @discardableResult
    private func put(_ row: Row, _ state: inout State) -> ID {
        let id = identify(row)
        guard let slot = state.places[id], let held = state.slots[slot] else {
            let entry = Entry(id, row)
            state.places[id] = state.slots.insert(entry)
            state.scopes[scope(row), default: []].insert(id)
            state.ring.append(id: id, now: entry, was: nil)
            return id
        }
        let old = Entry<ID, Row>.of(held)
        if old.row == row { return id }
        let entry = Entry(id, row)
        state.slots.replace(slot, entry)
        move(id, from: scope(old.row), to: scope(row), &state)
        state.ring.append(id: id, now: entry, was: old)
        return id
    }

    private func take(_ id: ID, _ state: inout State) {
        guard let slot = state.places.removeValue(forKey: id), let held = state.slots[slot] else { return }
        let old = Entry<ID, Row>.of(held)
        state.slots.remove(slot)
        move(id, from: scope(old.row), to: nil, &state)
        state.ring.append(id: id, now: nil, was: old)
    }

    private func move(_ id: ID, from old: String, to new: String?, _ state: inout State) {
        if old == new { return }
        state.scopes[old]?.remove(id)
        if state.scopes[old]?.isEmpty == true { state.scopes[old] = nil }
        if let new { state.scopes[new, default: []].insert(id) }
    }
}

/// Following.
extension Table {
    /// What changed after the change `sequence`, or that the reader must list again.
    public func changes(since sequence: UInt64) -> Changes<ID, Row> {
        state.withLock { $0.ring.since(sequence) }
    }

    /// The changes after `sequence` (nil: from now on), as they come.
    ///
    /// A subscriber holds no changes of its own: it is woken and reads the table's ring, so one that reads slowly costs
    /// nothing and gets a reset when the ring has gone past it.
    public func subscribe(since sequence: UInt64? = nil) -> Subscription<ID, Row> {
        let (wakes, waker) = AsyncStream.makeStream(of: Void.self, bufferingPolicy: .bufferingNewest(1))
        let (key, version) = state.withLock { state in
            state.lastWaker += 1
            state.wakers[state.lastWaker] = waker
            return (state.lastWaker, state.ring.version)
        }
        waker.onTermination = { [weak self] _ in
            _ = self?.state.withLock { $0.wakers.removeValue(forKey: key) }
        }
        waker.yield()
        return Subscription(table: self, start: sequence ?? version, wakes: wakes)
    }

    var subscriberCount: Int { state.withLock { $0.wakers.count } }
}
