/// A row on its way into a page: what it is sorted by, and where it stands. An object, so that comparing copies nothing.
final class Candidate {
    let key: SortValue
    /// The values of the second and further sort columns.
    let rest: [SortValue]
    let slot: Int

    init(key: SortValue, rest: [SortValue], slot: Int) {
        (self.key, self.rest, self.slot) = (key, rest, slot)
    }

    convenience init(values: [SortValue], slot: Int) {
        self.init(key: values.first ?? .none, rest: Array(values.dropFirst()), slot: slot)
    }

    var values: [SortValue] { [key] + rest }
}

/// The order of a query's rows, but for the ids that decide between equal ones; without the row's type.
struct Ranking {
    private struct Key {
        let read: @Sendable (Held) -> Cell
        let type: ColumnType
        let isDescending: Bool

        func value(_ row: Held) -> SortValue { SortValue(read(row), type: type) }
    }

    private let first: Key?
    private let further: [Key]

    init<Row>(_ sorts: [Sort<Row>]) {
        let keys = sorts.map {
            Key(read: $0.column.readHeld, type: $0.column.type, isDescending: $0.isDescending)
        }
        (first, further) = (keys.first, Array(keys.dropFirst()))
    }

    /// What a row is first sorted by.
    func key(_ row: Held) -> SortValue { first?.value(row) ?? .none }

    /// ``SortValue/sketch``, turned round for a descending order: the lower one stands before.
    func sketch(_ key: SortValue) -> UInt64 { first?.isDescending == true ? ~key.sketch : key.sketch }

    func candidate(_ row: Held, _ slot: Int, _ key: SortValue) -> Candidate {
        Candidate(key: key, rest: further.isEmpty ? [] : further.map { $0.value(row) }, slot: slot)
    }

    /// By the first sort column only.
    func order(_ a: SortValue, _ b: SortValue) -> Int {
        let order = a.order(b)
        return first?.isDescending == true ? -order : order
    }

    /// -1, 0 or 1 as the first stands before, beside or after the second.
    func order(_ a: Candidate, _ b: Candidate) -> Int {
        let order = order(a.key, b.key)
        if order != 0 { return order }
        if further.isEmpty { return 0 }
        for ((key, x), y) in zip(zip(further, a.rest), b.rest) {
            let order = x.order(y)
            if order != 0 { return key.isDescending ? -order : order }
        }
        return 0
    }
}
