import ApusCore
import ApusModel
import FoundationEssentials
import GRDB

extension Store: StatisticsStore {
    public func append(_ rows: [StatisticsRow]) async throws {
        try await write { db in
            for row in rows {
                let subject = try Self.subject(of: row.key, db)
                try db.cachedStatement(
                    sql: """
                        INSERT INTO statistics (subject, time, samples) VALUES (?, ?, ?)
                        ON CONFLICT (subject, time) DO UPDATE SET samples = excluded.samples
                        """
                ).execute(arguments: [subject, row.time, row.samples])
            }
        }
    }

    public func statistics(of key: HostedKey, in times: Range<Int64>) async throws -> [StatisticsRow] {
        try await read { db in
            try Row.fetchAll(
                db,
                sql: """
                    SELECT time, samples FROM statistics JOIN statistics_subjects ON id = subject
                    WHERE host = ? AND machine = ? AND time >= ? AND time < ? ORDER BY time
                    """,
                arguments: [key.host.uuidString, key.id.uuidString, times.lowerBound, times.upperBound]
            ).map { StatisticsRow(key: key, time: $0["time"], samples: $0["samples"]) }
        }
    }

    /// One time after the other: operations wait for the same writer.
    public func pruneStatistics(before time: Int64) async throws {
        while try await pruneOldest(before: time) {}
    }

    private func pruneOldest(before time: Int64) async throws -> Bool {
        try await write { db in
            let oldest = try Int64.fetchOne(
                db, sql: "SELECT MIN(time) FROM statistics WHERE time < ?", arguments: [time])
            guard let oldest else { return false }
            try db.execute(sql: "DELETE FROM statistics WHERE time = ?", arguments: [oldest])
            try db.execute(
                sql: """
                    DELETE FROM statistics_subjects
                    WHERE NOT EXISTS (SELECT 1 FROM statistics WHERE subject = statistics_subjects.id)
                    """)
            return true
        }
    }

    /// The short number of a key, made at first sight.
    private static func subject(of key: HostedKey, _ db: Database) throws -> Int64? {
        let names: StatementArguments = [key.host.uuidString, key.id.uuidString]
        let find = try db.cachedStatement(sql: "SELECT id FROM statistics_subjects WHERE host = ? AND machine = ?")
        if let known = try Int64.fetchOne(find, arguments: names) { return known }
        try db.execute(
            sql: """
                INSERT INTO statistics_subjects (id, host, machine)
                SELECT COALESCE(MAX(id), 0) + 1, ?, ? FROM statistics_subjects
                """,
            arguments: names)
        return try Int64.fetchOne(find, arguments: names)
    }
}

extension Migrations {
    static let statistics = """
        CREATE TABLE statistics_subjects (
            id BIGINT PRIMARY KEY, host TEXT NOT NULL, machine TEXT NOT NULL, UNIQUE (host, machine));
        CREATE TABLE statistics (
            subject BIGINT NOT NULL, time BIGINT NOT NULL, samples BLOB NOT NULL, PRIMARY KEY (subject, time));
        CREATE INDEX statistics_by_time ON statistics (time);
        """
}
