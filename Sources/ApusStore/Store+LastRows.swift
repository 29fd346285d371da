import ApusCore
import ApusModel
import FoundationEssentials
import GRDB

extension Store: LastRowsStore {
    public func save(_ rows: LastRows) async throws {
        let document = try Self.text(rows)
        try await write { db in
            try db.execute(
                sql: """
                    INSERT INTO last_rows (host, document) VALUES (?, ?)
                    ON CONFLICT (host) DO UPDATE SET document = excluded.document
                    """,
                arguments: [rows.host.id.uuidString, document])
        }
    }

    public func lastRows() async throws -> [LastRows] {
        // Rows an older version wrote differently are dropped: they come back from the host.
        try await read { db in
            try String.fetchAll(db, sql: "SELECT document FROM last_rows").compactMap {
                try? JSONCoding.decode(LastRows.self, from: Data($0.utf8))
            }
        }
    }
}
