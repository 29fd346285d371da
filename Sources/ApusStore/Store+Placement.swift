import ApusCore
import ApusModel
import FoundationEssentials
import GRDB

extension Store: DecisionStore {
    public func decisions(limit: Int) async throws -> [PlacementDecision] {
        try await read { db in
            try String.fetchAll(
                db,
                sql: """
                    SELECT placement_decisions.document FROM placement_decisions JOIN operations ON id = operation
                    ORDER BY number DESC LIMIT ?
                    """, arguments: [limit]
            ).map(Self.decision)
        }
    }

    public func decision(of operation: UUID) async throws -> PlacementDecision? {
        try await read { db in
            try String.fetchOne(
                db, sql: "SELECT document FROM placement_decisions WHERE operation = ?",
                arguments: [operation.uuidString]
            ).map(Self.decision)
        }
    }

    /// A retry after a moved generation begins anew, so there is one for each operation.
    static func insert(_ db: Database, _ decision: PlacementDecision, of operation: UUID) throws {
        try db.execute(
            sql: "INSERT INTO placement_decisions (operation, document) VALUES (?, ?)",
            arguments: [operation.uuidString, try text(decision)])
    }

    private static func decision(_ document: String) throws -> PlacementDecision {
        try JSONCoding.decode(PlacementDecision.self, from: Data(document.utf8))
    }
}

extension Migrations {
    /// Decisions go with their operations.
    static let placement = """
        ALTER TABLE claims ADD COLUMN disk BIGINT NOT NULL DEFAULT 0;
        CREATE TABLE placement_decisions (
            operation TEXT PRIMARY KEY REFERENCES operations (id) ON DELETE CASCADE, document TEXT NOT NULL);
        """
}
