/// Rows in numbered slots, as a tree of arrays of at most 32, so that a copy costs a word and a change costs little
/// although copies live: Swift's arrays copy themselves on the first write, which is one array of each level, whatever
/// the size. Arrays are small because a copy touches each object that it names, and in a large table those are not in
/// the processor's cache.
///
///     root ── trunk (32 branches) ── branch (32 leaves) ── leaf (32 slots) ── row or nothing
///
/// The root alone grows, by a word for each 32,768 slots. It holds objects without their type, see ``Box``.
struct Slots: Sendable {
    private static let leaf = 32
    private static let branch = 32 * leaf
    private static let trunk = 32 * branch

    private var root: [[[[Held?]]]] = []
    /// Freed slots, used before new ones.
    private var free: [Int] = []
    /// One beyond the last slot ever used.
    private var end = 0

    /// What stands in a slot; nil for a free slot and for a number that never was one.
    subscript(slot: Int) -> Held? {
        guard slot >= 0, slot < end else { return nil }
        return root[slot / Self.trunk][slot % Self.trunk / Self.branch][slot % Self.branch / Self.leaf][
            slot % Self.leaf]
    }

    /// Puts a row into a free slot and says which.
    mutating func insert(_ held: Held) -> Int {
        if let slot = free.popLast() {
            set(slot, held)
            return slot
        }
        let slot = end
        if slot % Self.trunk == 0 { root.append([]) }
        if slot % Self.branch == 0 { root[slot / Self.trunk].append([]) }
        if slot % Self.leaf == 0 { root[slot / Self.trunk][slot % Self.trunk / Self.branch].append([]) }
        root[slot / Self.trunk][slot % Self.trunk / Self.branch][slot % Self.branch / Self.leaf].append(held)
        end += 1
        return slot
    }

    mutating func replace(_ slot: Int, _ held: Held) {
        if slot >= 0, slot < end { set(slot, held) }
    }

    mutating func remove(_ slot: Int) {
        guard self[slot] != nil else { return }
        set(slot, nil)
        free.append(slot)
    }

    private mutating func set(_ slot: Int, _ held: Held?) {
        root[slot / Self.trunk][slot % Self.trunk / Self.branch][slot % Self.branch / Self.leaf][slot % Self.leaf] =
            held
    }

    /// Calls `body` with each slot that holds a row, in no order that means anything.
    func forEach(_ body: (Int, Held) -> Void) {
        var slot = 0
        for trunk in root {
            for branch in trunk {
                for leaf in branch {
                    for (place, held) in leaf.enumerated() {
                        if let held { body(slot + place, held) }
                    }
                    slot += Self.leaf
                }
            }
        }
    }
}
