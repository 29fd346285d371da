/// Rows in numbered slots, in three levels of arrays of at most 128, so that a copy costs a word and a change costs
/// little although copies live: Swift's arrays copy themselves on the first write, which is one leaf, one branch and the
/// root (a word for each 16,384 slots), whatever the size.
///
///     root ── branch (128 leaves) ── leaf (128 slots) ── row or nothing
///
/// It holds objects without their type, see ``Box``.
struct Slots: Sendable {
    private static let width = 128
    private static let branch = width * width

    private var root: [[[Held?]]] = []
    /// Freed slots, used before new ones.
    private var free: [Int] = []
    /// One beyond the last slot ever used.
    private var end = 0

    /// What stands in a slot; nil for a free slot and for a number that never was one.
    subscript(slot: Int) -> Held? {
        guard slot >= 0, slot < end else { return nil }
        return root[slot / Self.branch][slot / Self.width % Self.width][slot % Self.width]
    }

    /// Puts a row into a free slot and says which.
    mutating func insert(_ held: Held) -> Int {
        if let slot = free.popLast() {
            replace(slot, held)
            return slot
        }
        let slot = end
        if slot % Self.branch == 0 { root.append([]) }
        if slot % Self.width == 0 { root[slot / Self.branch].append([]) }
        root[slot / Self.branch][slot / Self.width % Self.width].append(held)
        end += 1
        return slot
    }

    mutating func replace(_ slot: Int, _ held: Held) {
        guard slot >= 0, slot < end else { return }
        root[slot / Self.branch][slot / Self.width % Self.width][slot % Self.width] = held
    }

    mutating func remove(_ slot: Int) {
        guard slot >= 0, slot < end else { return }
        root[slot / Self.branch][slot / Self.width % Self.width][slot % Self.width] = nil
        free.append(slot)
    }

    /// Calls `body` with each slot that holds a row, in no order that means anything.
    func forEach(_ body: (Int, Held) -> Void) {
        var slot = 0
        for branch in root {
            for leaf in branch {
                for (place, held) in leaf.enumerated() {
                    if let held { body(slot + place, held) }
                }
                slot += Self.width
            }
        }
    }
}
