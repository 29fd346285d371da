import ApusCore
import ApusModel
import FoundationEssentials
import GRDB

extension Store: RegistryStore {
    public func all<Entry: Registered>(_ type: Entry.Type) async throws -> [Entry] {
        try await read { db in
            try String.fetchAll(
                db, sql: "SELECT document FROM resources WHERE noun = ? ORDER BY number", arguments: [Entry.noun]
            ).map { try JSONCoding.decode(Entry.self, from: Data($0.utf8)) }
        }
    }

    public func add<Entry: Registered>(_ row: Entry) async throws -> Entry {
        try await write { db in
            let folded = row.name.lowercased()
            let taken = try Bool.fetchOne(
                db, sql: "SELECT 1 FROM resources WHERE noun = ? AND folded = ?", arguments: [Entry.noun, folded])
            guard taken == nil else {
                throw Problem(.nameTaken, "There is a \(Entry.noun) named \(row.name) already.")
            }
            var numbered = row
            numbered.number = try Self.next(db, Entry.noun)
            try db.execute(
                sql: "INSERT INTO resources (id, noun, number, name, folded, document) VALUES (?, ?, ?, ?, ?, ?)",
                arguments: [
                    row.id.uuidString, Entry.noun, numbered.number, row.name, folded, try Self.text(numbered),
                ])
            return numbered
        }
    }

    public func update<Entry: Registered>(_ row: Entry) async throws {
        try await write { db in
            try db.execute(
                sql: "UPDATE resources SET document = ? WHERE noun = ? AND id = ?",
                arguments: [try Self.text(row), Entry.noun, row.id.uuidString])
        }
    }

    public func remove<Entry: Registered>(_ type: Entry.Type, _ id: UUID) async throws {
        try await write { db in
            try db.execute(
                sql: "DELETE FROM last_rows WHERE host IN (SELECT id FROM hosts WHERE provider = ?)",
                arguments: [id.uuidString])
            try db.execute(
                sql: "DELETE FROM resources WHERE noun = ? AND id = ?", arguments: [Entry.noun, id.uuidString])
        }
    }

    public func identify(
        native: String, of provider: UUID, suggestedName: String
    ) async throws -> HostIdentity {
        let id = ambient.uuid()
        return try await write { db in
            let known = try Row.fetchOne(
                db, sql: "SELECT id, number, name FROM hosts WHERE provider = ? AND native = ?",
                arguments: [provider.uuidString, native])
            if let known { return try Self.identity(known) }
            let number = try Self.next(db, "host")
            try db.execute(
                sql: "INSERT INTO hosts (id, provider, native, number, name) VALUES (?, ?, ?, ?, ?)",
                arguments: [id.uuidString, provider.uuidString, native, number, suggestedName])
            return HostIdentity(id: id, number: number, name: suggestedName)
        }
    }

    public func identities(of provider: UUID) async throws -> [HostIdentity] {
        try await read { db in
            try Row.fetchAll(
                db, sql: "SELECT id, number, name FROM hosts WHERE provider = ? ORDER BY number",
                arguments: [provider.uuidString]
            ).map(Self.identity)
        }
    }

    private static func identity(_ row: Row) throws -> HostIdentity {
        HostIdentity(id: try uuid(row["id"]), number: row["number"], name: row["name"])
    }
}
