import ApusModel
import FoundationEssentials
import GRDB
import Workflow

extension Store: Journal {
    public func entries(of operation: UUID) async throws -> [JournalEntry] {
        try await read { [sealer] db in
            try Data.fetchAll(
                db, sql: "SELECT entry FROM journal WHERE operation = ? ORDER BY position",
                arguments: [operation.uuidString]
            ).map { try JSONCoding.decode(JournalEntry.self, from: sealer.open($0)) }
        }
    }

    /// Appends, and moves the operation's stored state where the entry means so.
    public func append(_ entry: JournalEntry, to operation: UUID) async throws {
        let sealed = try sealer.seal(JSONCoding.encode(entry))
        try await write { db in
            try db.execute(
                sql: """
                    INSERT INTO journal (operation, position, entry)
                    SELECT ?, COALESCE(MAX(position), 0) + 1, ? FROM journal WHERE operation = ?
                    """,
                arguments: [operation.uuidString, sealed, operation.uuidString])
            try Self.move(db, operation, by: entry)
        }
    }

    private static func move(_ db: Database, _ id: UUID, by entry: JournalEntry) throws {
        let change: (inout ApusModel.Operation) -> Void
        switch entry {
        case .failed: change = { $0.state = .unwinding }
        case .committed: change = { $0.cancellable = false }
        default: return
        }
        let document = try String.fetchOne(
            db, sql: "SELECT document FROM operations WHERE id = ?", arguments: [id.uuidString])
        guard let document else { return }
        var operation = try operation(document)
        change(&operation)
        try db.execute(
            sql: "UPDATE operations SET state = ?, document = ? WHERE id = ?",
            arguments: [operation.state.rawValue, try text(operation), id.uuidString])
    }
}
