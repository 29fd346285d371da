/// What differs between two texts, line by line, as `diff -u` shows it.
enum UnifiedDiff {
    /// Lines shown around a change.
    private static let context = 3
    /// Longer texts count as wholly different.
    private static let linesCompared = 6000

    private enum Line {
        case same(Substring), removed(Substring), added(Substring)

        var isSame: Bool { if case .same = self { true } else { false } }

        var text: String {
            switch self {
            case .same(let line): " \(line)"
            case .removed(let line): "-\(line)"
            case .added(let line): "+\(line)"
            }
        }
    }

    /// Empty where no line differs.
    static func text(from old: String, to new: String, names: (String, String) = ("present", "edited")) -> String {
        let lines = merged(split(old), split(new))
        let hunks = hunks(lines)
        guard !hunks.isEmpty else { return "" }
        return (["--- \(names.0)", "+++ \(names.1)"] + hunks.flatMap { text(of: $0, in: lines) })
            .joined(separator: "\n") + "\n"
    }

    private static func split(_ text: String) -> [Substring] {
        var lines = text.split(separator: "\n", omittingEmptySubsequences: false)
        while lines.last?.isEmpty == true { lines.removeLast() }
        return lines
    }

    /// Both texts in one, each line with what became of it.
    private static func merged(_ old: [Substring], _ new: [Substring]) -> [Line] {
        // Comparing costs the square of what differs.
        guard old.count + new.count <= linesCompared else { return old.map(Line.removed) + new.map(Line.added) }
        var removals: Set<Int> = []
        var insertions: Set<Int> = []
        for change in new.difference(from: old) {
            switch change {
            case .remove(let offset, _, _): removals.insert(offset)
            case .insert(let offset, _, _): insertions.insert(offset)
            }
        }
        var lines: [Line] = []
        var place = new.startIndex
        for (index, line) in old.enumerated() {
            if removals.contains(index) {
                lines.append(.removed(line))
                continue
            }
            while insertions.contains(place) { lines.append(.added(new[place])); place += 1 }
            lines.append(.same(line))
            place += 1
        }
        return lines + new[place...].map(Line.added)
    }

    /// The ranges that are shown: each change with its surroundings, those that meet as one.
    private static func hunks(_ lines: [Line]) -> [Range<Int>] {
        var ranges: [Range<Int>] = []
        for (index, line) in lines.enumerated() where !line.isSame {
            let range = max(0, index - context)..<min(lines.count, index + context + 1)
            if let last = ranges.last, last.upperBound >= range.lowerBound {
                ranges[ranges.count - 1] = last.lowerBound..<range.upperBound
            } else {
                ranges.append(range)
            }
        }
        return ranges
    }

    private static func text(of hunk: Range<Int>, in lines: [Line]) -> [String] {
        func count(_ lines: ArraySlice<Line>, _ isCounted: (Line) -> Bool) -> Int { lines.count(where: isCounted) }
        func isOld(_ line: Line) -> Bool { if case .added = line { false } else { true } }
        func isNew(_ line: Line) -> Bool { if case .removed = line { false } else { true } }
        let before = lines[..<hunk.lowerBound]
        let head =
            "@@ -\(count(before, isOld) + 1),\(count(lines[hunk], isOld)) +\(count(before, isNew) + 1),\(count(lines[hunk], isNew)) @@"
        return [head] + lines[hunk].map(\.text)
    }
}
