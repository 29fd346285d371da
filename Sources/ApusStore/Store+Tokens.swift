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
                    createdAt: Timestamp.date(of: row["created_at"]) ?? .distantPast,
                    // A time that cannot be read is over: better a token too few than one for ever.
                    expires: (row["expires_at"] as String?).map { Timestamp.date(of: $0) ?? .distantPast })
            }
        }
    }

    public func add(_ token: StoredToken) async throws {
        try await write { db in
            try db.execute(
                sql: """
                    INSERT INTO tokens (id, name, hash, role, created_at, expires_at) VALUES (?, ?, ?, ?, ?, ?)
                    ON CONFLICT (name) DO NOTHING
                    """,
                arguments: [
                    token.id.uuidString, token.name, token.hash, token.role.rawValue,
                    Timestamp.text(of: token.createdAt), token.expires.map(Timestamp.text),
                ])
            guard db.changesCount == 1 else {
                throw Problem(.nameTaken, "There is a token of the name \(token.name) already.")
            }
        }
    }

    public func removeToken(_ id: UUID) async throws {
        try await write { try $0.execute(sql: "DELETE FROM tokens WHERE id = ?", arguments: [id.uuidString]) }
    }
}

extension Migrations {
    static let tokenExpiry = "ALTER TABLE tokens ADD COLUMN expires_at TEXT;"
}
