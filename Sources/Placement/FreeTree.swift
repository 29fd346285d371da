/// The most that is free among hosts in a range, as a tree: the first host in order that may hold a machine is found without a
/// look at the others.
struct FreeTree: Sendable {
    /// Nodes as a heap: node 1 is the root, a leaf of place `p` is node `width + p`. What takes nothing has less than nothing.
    private var most: [Resources] = []
    private var width = 1
    private static let nothing = Resources(cpus: -1, memory: -1, disk: -1)

    init() { most = Array(repeating: Self.nothing, count: 2) }

    /// Sets what is free at a place; nil takes it out.
    mutating func set(_ place: Int, _ free: Resources?) {
        while place >= width { grow() }
        var node = width + place
        most[node] = free ?? Self.nothing
        while node > 1 {
            node /= 2
            let now = most[2 * node].union(most[2 * node + 1])
            if most[node] == now { return }
            most[node] = now
        }
    }

    /// The first place from `start` on, without wrapping, that has `size` free and is accepted.
    func first(from start: Int, with size: Resources, where accepts: (Int) -> Bool) -> Int? {
        find(1, 0..<width, start, size, accepts)
    }

    private func find(
        _ node: Int, _ range: Range<Int>, _ start: Int, _ size: Resources, _ accepts: (Int) -> Bool
    ) -> Int? {
        guard range.upperBound > start, most[node].holds(size) else { return nil }
        if range.count == 1 { return accepts(range.lowerBound) ? range.lowerBound : nil }
        let middle = range.lowerBound + range.count / 2
        return find(2 * node, range.lowerBound..<middle, start, size, accepts)
            ?? find(2 * node + 1, middle..<range.upperBound, start, size, accepts)
    }

    private mutating func grow() {
        let leaves = Array(most[width...])
        width *= 2
        most = Array(repeating: Self.nothing, count: 2 * width)
        for (place, free) in leaves.enumerated() { most[width + place] = free }
        for node in (1..<width).reversed() { most[node] = most[2 * node].union(most[2 * node + 1]) }
    }
}
