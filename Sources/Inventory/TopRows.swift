/// The first `limit` of many candidates, by a heap whose root is the last of them: most candidates cost one comparison
/// of two numbers, and nothing is sorted but the page.
struct TopRows {
    /// What moves in the heap: two numbers, so that moving is cheap.
    private struct Node {
        var sketch: UInt64
        /// In `kept`.
        var place: Int
    }

    private let limit: Int
    private let ranking: Ranking
    private let order: (Candidate, Candidate) -> Bool
    private var kept: [Candidate] = []
    private var heap: [Node] = []

    /// - Parameter order: whether the first stands before the second; asked where sketches are equal.
    init(limit: Int, _ ranking: Ranking, order: @escaping (Candidate, Candidate) -> Bool) {
        (self.limit, self.ranking, self.order) = (limit, ranking, order)
    }

    /// - Parameter candidate: made only where the key does not rule it out.
    mutating func offer(_ sketch: UInt64, _ key: SortValue, _ candidate: () -> Candidate) {
        guard kept.count == limit, let root = heap.first else { return add(sketch, candidate()) }
        if sketch > root.sketch || (sketch == root.sketch && ranking.order(key, kept[root.place].key) > 0) { return }
        let candidate = candidate()
        if sketch == root.sketch, !order(candidate, kept[root.place]) { return }
        kept[root.place] = candidate
        sink(Node(sketch: sketch, place: root.place))
    }

    func sorted() -> [Candidate] { heap.sorted(by: precedes).map { kept[$0.place] } }

    private func precedes(_ a: Node, _ b: Node) -> Bool {
        if a.sketch != b.sketch { return a.sketch < b.sketch }
        return order(kept[a.place], kept[b.place])
    }

    private mutating func add(_ sketch: UInt64, _ candidate: Candidate) {
        heap.append(Node(sketch: sketch, place: kept.count))
        kept.append(candidate)
        var place = heap.count - 1
        while place > 0, precedes(heap[(place - 1) / 2], heap[place]) {
            heap.swapAt(place, (place - 1) / 2)
            place = (place - 1) / 2
        }
    }

    /// Puts a node in the root's stead: down along the later children to the bottom, then up to where it belongs, since
    /// a new node seldom stops early.
    private mutating func sink(_ node: Node) {
        var place = 0
        while 2 * place + 1 < heap.count {
            var child = 2 * place + 1
            if child + 1 < heap.count, precedes(heap[child], heap[child + 1]) { child += 1 }
            heap[place] = heap[child]
            place = child
        }
        while place > 0, precedes(heap[(place - 1) / 2], node) {
            heap[place] = heap[(place - 1) / 2]
            place = (place - 1) / 2
        }
        heap[place] = node
    }
}
