import ApusModel
import Synchronization

/// Rows as the JSON they were last sent as: between two changes of a row, many lists show it.
final class EncodedRows<ID: Hashable & Sendable, Row: Codable & Equatable & Sendable>: Sendable {
    /// More than the rows of one table at the size this is made for; then it begins anew.
    private static var limit: Int { 32_768 }

    private let known = Mutex<[ID: (row: Row, bytes: [UInt8])]>([:])

    /// The row's JSON, encoded only when the row is another than before.
    func bytes(of row: Row, _ id: ID) throws -> [UInt8] {
        if let kept = known.withLock({ $0[id] }), kept.row == row { return kept.bytes }
        let bytes = [UInt8](try JSONCoding.encode(row))
        known.withLock { known in
            if known.count >= Self.limit { known = [:] }
            known[id] = (row, bytes)
        }
        return bytes
    }
}
