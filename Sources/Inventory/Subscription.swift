/// The changes of a table, in batches, for one reader. It ends when the reader's task is cancelled.
public struct Subscription<ID: Hashable & Comparable & Sendable & Codable, Row: Equatable & Sendable>:
    AsyncSequence, Sendable
{
    let table: Table<ID, Row>
    let start: UInt64
    let wakes: AsyncStream<Void>

    public func makeAsyncIterator() -> AsyncIterator {
        AsyncIterator(table: table, sequence: start, wakes: wakes.makeAsyncIterator())
    }

    public struct AsyncIterator: AsyncIteratorProtocol {
        let table: Table<ID, Row>
        /// The last change that was given out.
        var sequence: UInt64
        var wakes: AsyncStream<Void>.Iterator

        /// All changes since the last batch, never an empty one, or a reset.
        public mutating func next() async -> Changes<ID, Row>? {
            while await wakes.next() != nil {
                switch table.changes(since: sequence) {
                case .changes(let changes):
                    guard let last = changes.last else { continue }
                    sequence = last.sequence
                    return .changes(changes)
                case .reset(let version):
                    sequence = version
                    return .reset(version: version)
                }
            }
            return nil
        }
    }
}
