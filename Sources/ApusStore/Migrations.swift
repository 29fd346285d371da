import FoundationEssentials
import GRDB

/// The schema, as named steps that only go forward. A released step is never changed.
enum Migrations {
    /// Refuses a database that is damaged or was made by a newer server, before anything is written: opening GRDB's pool writes.
    /// - Throws: ``StoreError``.
    static func examine(_ path: String) throws {
        guard FileManager.default.fileExists(atPath: path) else { return }
        var configuration = Configuration()
        configuration.readonly = true
        configuration.busyMode = .timeout(5)
        try DatabaseQueue(path: path, configuration: configuration).read { db in
            let verdict = try String.fetchOne(db, sql: "PRAGMA quick_check(1)")
            guard verdict == "ok" else {
                let words = (verdict ?? "no answer").split(separator: "\n").joined(separator: " ")
                throw StoreError("the store \(path) is damaged: \(words)")
            }
            let unknown = try migrator.appliedIdentifiers(db).subtracting(migrator.migrations)
            guard unknown.isEmpty else {
                throw StoreError(
                    "the store \(path) was made by a newer apusd (it has \(unknown.sorted().joined(separator: ", ")))")
            }
        }
    }

    /// Brings the database to this server's schema; a copy is made beside it first.
    static func apply(_ migrator: DatabaseMigrator = migrator, to pool: DatabasePool, at path: String) throws {
        let applied = try pool.read { try migrator.appliedIdentifiers($0) }
        if !applied.isEmpty, applied.count < migrator.migrations.count {
            try copy(pool, to: path + ".before-migration")
        }
        try migrator.migrate(pool)
    }

    private static func copy(_ pool: DatabasePool, to path: String) throws {
        try pool.backup(to: DatabaseQueue(path: path))
    }

    static var migrator: DatabaseMigrator {
        var migrator = DatabaseMigrator()
        migrator.registerMigration("1 foundation") { try $0.execute(sql: foundation) }
        migrator.registerMigration("2 statistics") { try $0.execute(sql: statistics) }
        migrator.registerMigration("3 boots") { try $0.execute(sql: boots) }
        migrator.registerMigration("4 placement") { try $0.execute(sql: placement) }
        migrator.registerMigration("5 token expiry") { try $0.execute(sql: tokenExpiry) }
        migrator.registerMigration("6 host modes") { try $0.execute(sql: hostModes) }
        return migrator
    }

    private static let foundation = """
        CREATE TABLE sequences (name TEXT PRIMARY KEY, value BIGINT NOT NULL);
        CREATE TABLE resources (
            id TEXT PRIMARY KEY, noun TEXT NOT NULL, number BIGINT NOT NULL, name TEXT NOT NULL, folded TEXT NOT NULL,
            document TEXT NOT NULL, UNIQUE (noun, number), UNIQUE (noun, folded));
        CREATE TABLE hosts (
            id TEXT PRIMARY KEY, provider TEXT NOT NULL REFERENCES resources (id) ON DELETE CASCADE,
            native TEXT NOT NULL, number BIGINT NOT NULL UNIQUE, name TEXT NOT NULL, generation BIGINT NOT NULL DEFAULT 0,
            UNIQUE (provider, native));
        CREATE TABLE operations (
            id TEXT PRIMARY KEY, number BIGINT NOT NULL UNIQUE, workflow TEXT NOT NULL, state TEXT NOT NULL,
            actor TEXT NOT NULL, idempotency_key TEXT, request_hash TEXT, document TEXT NOT NULL, input BLOB,
            UNIQUE (actor, idempotency_key));
        CREATE INDEX operations_by_state ON operations (state);
        CREATE TABLE operation_locks (
            resource TEXT PRIMARY KEY, operation TEXT NOT NULL REFERENCES operations (id) ON DELETE CASCADE);
        CREATE INDEX locks_by_operation ON operation_locks (operation);
        CREATE TABLE intents (
            operation TEXT NOT NULL REFERENCES operations (id) ON DELETE CASCADE, document TEXT NOT NULL);
        CREATE INDEX intents_by_operation ON intents (operation);
        CREATE TABLE claims (
            vm TEXT PRIMARY KEY, operation TEXT NOT NULL REFERENCES operations (id) ON DELETE CASCADE,
            host TEXT NOT NULL, cpus BIGINT NOT NULL, memory BIGINT NOT NULL);
        CREATE INDEX claims_by_operation ON claims (operation);
        CREATE TABLE journal (
            operation TEXT NOT NULL REFERENCES operations (id) ON DELETE CASCADE, position BIGINT NOT NULL,
            entry BLOB NOT NULL, PRIMARY KEY (operation, position));
        CREATE TABLE tokens (
            id TEXT PRIMARY KEY, name TEXT NOT NULL UNIQUE, hash TEXT NOT NULL UNIQUE, role TEXT NOT NULL,
            created_at TEXT NOT NULL);
        CREATE TABLE last_rows (host TEXT PRIMARY KEY, document TEXT NOT NULL);
        CREATE TABLE key_check (sealed BLOB NOT NULL);
        """
}
