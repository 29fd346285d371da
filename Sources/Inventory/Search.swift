/// One pass over all rows: keeps those that pass a filter, counts them, and takes the first after a cursor.
///
/// It knows no row's type (see ``Box``); ids are compared by what the snapshot gives it.
struct Search {
    private(set) var top: [Candidate] = []
    /// How many pass the filter, before and after the cursor.
    private(set) var total = 0
    /// Whether there are more than the limit after the cursor.
    private(set) var isMore = false
    private(set) var faults: [FilterFault] = []

    private let tests: [CellTest]
    private let ranking: Ranking
    private let limit: Int
    private let cursor: Candidate?
    private let isBeyond: (Held) -> Bool
    private let precedes: (Held, Held) -> Bool

    /// - Parameters:
    ///   - isBeyond: whether a row that is equal to the cursor by all sort columns stands after it.
    ///   - precedes: whether the first of two such rows stands before the second.
    init(
        tests: [CellTest], ranking: Ranking, limit: Int, cursor: Candidate?,
        isBeyond: @escaping (Held) -> Bool, precedes: @escaping (Held, Held) -> Bool
    ) {
        (self.tests, self.ranking, self.limit, self.cursor) = (tests, ranking, limit, cursor)
        (self.isBeyond, self.precedes) = (isBeyond, precedes)
    }

    mutating func run(_ slots: Slots) {
        var evaluation = Evaluation(tests)
        var heap = TopRows(limit: limit, ranking) { [ranking, precedes] first, second in
            let order = ranking.order(first, second)
            if order != 0 { return order < 0 }
            guard let first = slots[first.slot], let second = slots[second.slot] else { return false }
            return precedes(first, second)
        }
        let cursorSketch = cursor.map { ranking.sketch($0.key) } ?? 0
        var (total, beyond) = (0, 0)
        slots.forEach { slot, held in
            guard evaluation.matches(held) else { return }
            total += 1
            let key = ranking.key(held)
            let sketch = ranking.sketch(key)
            if let cursor, sketch <= cursorSketch {
                if sketch < cursorSketch { return }
                var order = ranking.order(key, cursor.key)
                if order == 0 { order = ranking.order(ranking.candidate(held, slot, key), cursor) }
                if order < 0 || (order == 0 && !isBeyond(held)) { return }
            }
            beyond += 1
            heap.offer(sketch, key) { ranking.candidate(held, slot, key) }
        }
        if let fault = evaluation.fault {
            faults = [fault]
        } else {
            (top, self.total, isMore) = (heap.sorted(), total, beyond > limit)
        }
    }
}
