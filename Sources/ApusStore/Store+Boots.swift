import ApusCore
import ApusModel
import FoundationEssentials
import GRDB

extension Store: BootStore {
    public func bootRecord(of host: UUID) async throws -> BootRecord? {
        try await read { db in
            try String.fetchOne(db, sql: "SELECT document FROM boots WHERE host = ?", arguments: [host.uuidString])
                .map { try JSONCoding.decode(BootRecord.self, from: Data($0.utf8)) }
        }
    }

    public func save(_ record: BootRecord, of host: UUID) async throws {
        let document = try Self.text(record)
        try await write { db in
            try db.execute(
                sql: """
                    INSERT INTO boots (host, document) VALUES (?, ?)
                    ON CONFLICT (host) DO UPDATE SET document = excluded.document
                    """,
                arguments: [host.uuidString, document])
        }
    }
}

extension Migrations {
    static let boots = """
        CREATE TABLE boots (
            host TEXT PRIMARY KEY REFERENCES hosts (id) ON DELETE CASCADE, document TEXT NOT NULL);
        """
}
