import ApusModel
import Foundation
import GRDB
import Testing

@testable import ApusStore

/// Modes of hosts, which were rows of their own in earlier stores.
@Suite struct HostModeTests {
    @Test func `a mode of an earlier store becomes a setting of its host`() throws {
        let (first, second) = (UUID().uuidString, UUID().uuidString)
        let database = try DatabaseQueue()
        try Migrations.migrator.migrate(database, upTo: "4 placement")
        try database.write { db in
            try insert(db, "host-settings", 1, second, #""settings":{"labels":{"rack":"a1"}}"#)
            try insert(db, "host-mode", 1, first, #""mode":"maintenance""#)
            try insert(db, "host-mode", 2, UUID().uuidString, #""mode":null"#)
            try db.execute(sql: "INSERT INTO sequences VALUES ('host-settings', 1), ('host-mode', 2)")
        }
        try Migrations.migrator.migrate(database)
        let rows = try database.read { db in
            try String.fetchAll(db, sql: "SELECT document FROM resources WHERE noun = 'host-settings' ORDER BY number")
        }.map { try JSONDecoder().decode(Row.self, from: Data($0.utf8)) }
        #expect(rows.map(\.id.uuidString).prefix(2) == [second, first] && Set(rows.map(\.number)).count == 3)
        #expect(rows.map(\.settings.mode) == [nil, .maintenance, nil])
        #expect(rows.first?.settings.labels == ["rack": "a1"] && rows.last?.settings.labels == [:])
        let sequence = try database.read { db in
            try Int64.fetchOne(db, sql: "SELECT value FROM sequences WHERE name = 'host-settings'")
        }
        #expect(sequence == rows.last?.number)
    }

    private struct Row: Decodable {
        var id: UUID
        var number: Int64
        var settings: HostSettings
    }

    private func insert(_ db: Database, _ noun: String, _ number: Int, _ id: String, _ rest: String) throws {
        try db.execute(
            sql: "INSERT INTO resources VALUES (?, ?, ?, ?, ?, ?)",
            arguments: [
                id, noun, number, id.lowercased(), id.lowercased(),
                #"{"id":"\#(id)","name":"\#(id.lowercased())","number":\#(number),\#(rest)}"#,
            ])
    }
}
