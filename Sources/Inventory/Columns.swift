/// All columns of one kind, in order, found by name or by title.
public struct Columns<Row: Sendable>: Sendable {
    /// What clients read.
    public let kind: Kind
    public let all: [Column<Row>]
    private let places: [String: Int]

    /// Names are stronger than titles, and the first of two equal ones wins.
    public init(name: String, plural: String, title: String, _ columns: [Column<Row>]) {
        all = columns
        kind = Kind(name: name, plural: plural, title: title, columns: columns.map { ColumnDescription($0) })
        var places: [String: Int] = [:]
        for key in [\Column<Row>.name, \Column<Row>.title] {
            for (place, column) in columns.enumerated() {
                let folded = Self.folded(column[keyPath: key])
                if places[folded] == nil { places[folded] = place }
            }
        }
        self.places = places
    }

    /// The columns that a table shows unasked; all of them where none is declared so.
    public var shown: [Column<Row>] {
        let shown = all.filter(\.isDefault)
        return shown.isEmpty ? all : shown
    }

    /// Finds a column by name or by title, whatever the case: `storageDomain`, `storage domain`, `OS`.
    public subscript(text: String) -> Column<Row>? {
        guard let place = places[Self.folded(text)], all.indices.contains(place) else { return nil }
        return all[place]
    }

    /// The column that a wrong name may have meant.
    public func nearest(to text: String) -> Column<Row>? {
        let wanted = Array(Self.folded(text).utf8.prefix(64))
        let limit = max(1, min(wanted.count, 24) / 3)
        var best: (place: Int, distance: Int)?
        for (name, place) in places where abs(name.utf8.count - wanted.count) <= limit {
            let distance = Nearness.distance(wanted, Array(name.utf8))
            if distance <= limit, (distance, place) < (best?.distance ?? .max, best?.place ?? .max) {
                best = (place, distance)
            }
        }
        return best.map { all[$0.place] }
    }

    /// Reads `name,memory`, names or titles. An empty text is ``shown``, `*` is all.
    ///
    /// - Throws: ``QueryError`` with the code `unknownColumn`.
    public func select(_ text: String) throws(QueryError) -> [Column<Row>] {
        let names = text.split(separator: ",").map { Self.folded(String($0)) }.filter { !$0.isEmpty }
        if names.isEmpty { return shown }
        if names == ["*"] { return all }
        var chosen: [Column<Row>] = []
        for name in names { chosen.append(try require(name)) }
        return chosen
    }

    func require(_ name: String) throws(QueryError) -> Column<Row> {
        if let column = self[name] { return column }
        throw QueryError(.unknownColumn, unknown(name))
    }

    /// The plain message about an unknown column, with what it may have meant.
    func unknown(_ name: String) -> String {
        let shortened = String(name.prefix(64))
        guard let near = nearest(to: shortened) else {
            return "There is no column “\(shortened)”. See the columns of “\(kind.name)”."
        }
        return "There is no column “\(shortened)”. Did you mean “\(near.name)”?"
    }

    private static func folded(_ text: String) -> String {
        text.lowercased().split(whereSeparator: \.isWhitespace).joined(separator: " ")
    }
}

/// How many changes of one byte lead from one word to another (Levenshtein), for "did you mean".
enum Nearness {
    static func distance(_ first: [UInt8], _ second: [UInt8]) -> Int {
        var row = Array(0...second.count)
        for (i, a) in first.enumerated() {
            var next = [i + 1]
            for (j, b) in second.enumerated() {
                next.append(min(next[j] + 1, row[j + 1] + 1, row[j] + (a == b ? 0 : 1)))
            }
            row = next
        }
        return row.last ?? 0
    }
}
