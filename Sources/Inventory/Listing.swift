/// The rows of a query in order, whose cells are read only when they are asked for: it holds a number for each row.
public struct Listing<ID: Hashable & Comparable & Sendable & Codable, Row: Equatable & Sendable>: Sequence, Sendable {
    let snapshot: Snapshot<ID, Row>
    let query: Query<Row>
    let places: [Int]
    /// What reading the rows has shown to be wrong with the filter (`tooCostly`); the listing is then empty.
    public let faults: [FilterFault]

    public var count: Int { places.count }
    public var underestimatedCount: Int { places.count }

    public func makeIterator() -> Iterator {
        Iterator(snapshot: snapshot, query: query, places: places.makeIterator())
    }

    public struct Iterator: IteratorProtocol {
        private let snapshot: Snapshot<ID, Row>
        private let query: Query<Row>
        private var places: IndexingIterator<[Int]>
        private let evaluation: Evaluation

        init(snapshot: Snapshot<ID, Row>, query: Query<Row>, places: IndexingIterator<[Int]>) {
            (self.snapshot, self.query, self.places) = (snapshot, query, places)
            evaluation = Evaluation(query.filter.tests)
        }

        public mutating func next() -> PageRow<ID, Row>? {
            guard let held = places.next().flatMap({ snapshot.slots[$0] }) else { return nil }
            let entry = Entry<ID, Row>.of(held)
            return PageRow(
                id: entry.id, row: entry.row, cells: query.columns.map { $0.readHeld(held) },
                leads: evaluation.leads(held))
        }
    }
}
