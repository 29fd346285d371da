/// Finds the name that was probably meant.
enum Suggestion {
    /// The nearest of the names, or nil if none is near: at most two slips, and fewer than a third of the letters.
    static func nearest(to name: String, among names: [String]) -> String? {
        guard name.utf8.count <= 64 else { return nil }
        let scored = names.map { ($0, distance(Array(name.lowercased()), Array($0.lowercased()))) }
        guard let best = scored.min(by: { $0.1 < $1.1 }), best.1 <= min(2, max(1, name.count / 3)) else { return nil }
        return best.0
    }

    /// Slips between two words: a letter more, less, other, or two letters swapped (optimal string alignment).
    static func distance(_ left: [Character], _ right: [Character]) -> Int {
        var beforeLast = [Int]()
        var last = Array(0...right.count)
        for row in left.indices {
            var line = [row + 1]
            for column in right.indices {
                let other = left[row] == right[column] ? 0 : 1
                var slips = min(last[column + 1] + 1, line[column] + 1, last[column] + other)
                if row > 0, column > 0, left[row] == right[column - 1], left[row - 1] == right[column] {
                    slips = min(slips, beforeLast[column - 1] + 1)
                }
                line.append(slips)
            }
            (beforeLast, last) = (last, line)
        }
        return last[right.count]
    }
}
