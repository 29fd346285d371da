/// Hosts of the same size with the same left, together: they are scored once (Borg's equivalence classes). Large estates have few
/// kinds of hosts and few sizes of machines, so the shapes are far fewer than the hosts.
struct ShapeIndex: Sendable {
    /// Without gaps, in no order; plain figures in a row, since every choice reads them all.
    private(set) var shapes: [Shape] = []
    /// The hosts of each shape, by their places in order.
    private(set) var places: [[Int32]] = []
    private var known: [Shape: Int] = [:]

    mutating func insert(_ place: Int32, _ shape: Shape) {
        guard let index = known[shape] else {
            known[shape] = shapes.count
            shapes.append(shape)
            return places.append([place])
        }
        places[index].insert(place, at: places[index].firstPlace(notBelow: place))
    }

    mutating func remove(_ place: Int32, _ shape: Shape) {
        guard let index = known[shape] else { return }
        let position = places[index].firstPlace(notBelow: place)
        guard position < places[index].count, places[index][position] == place else { return }
        places[index].remove(at: position)
        if places[index].isEmpty { drop(index, shape) }
    }

    /// The last one takes the place of one that is empty.
    private mutating func drop(_ index: Int, _ shape: Shape) {
        known[shape] = nil
        let (last, lastPlaces) = (shapes.removeLast(), places.removeLast())
        guard index < shapes.count else { return }
        (shapes[index], places[index]) = (last, lastPlaces)
        known[last] = index
    }
}

extension [Int32] {
    /// Binary search in an ordered array.
    fileprivate func firstPlace(notBelow value: Int32) -> Int {
        var (low, high) = (0, count)
        while low < high {
            let middle = low + (high - low) / 2
            if self[middle] < value { low = middle + 1 } else { high = middle }
        }
        return low
    }
}
