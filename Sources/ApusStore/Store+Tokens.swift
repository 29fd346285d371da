import ApusCore
import ApusModel
import FoundationEssentials
import GRDB

extension Store: TokenStore {
    public func tokens() async throws -> [StoredToken] {
        try await read { db in
            try Row.fetchAll(db, sql: "SELECT * FROM tokens").map { row in
                StoredToken(
                    id: try Self.uuid(row["id"]), name: row["name"], hash: row["hash"],
                    role: Role(rawValue: row["role"]) ?? .viewer,
                    createdAt: Timestamp.date(of: row["created_at"]) ?? .distantPast)
            }
        }
    }

    public func add(_ token: StoredToken) async throws {
        try await write { db in
            try db.execute(
                sql: "INSERT INTO tokens (id, name, hash, role, created_at) VALUES (?, ?, ?, ?, ?)",
                arguments: [
                    token.id.uuidString, token.name, token.hash, token.role.rawValue,
                    Timestamp.text(of: token.createdAt),
                ])
        }
    }
}
