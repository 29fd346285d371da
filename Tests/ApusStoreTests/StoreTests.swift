import ApusCore
import ApusModel
import Foundation
import GRDB
import Testing
import Workflow

@testable import ApusStore

@Suite(.timeLimit(.minutes(1))) struct StoreTests {
    private let folder = Folder()

    @Test func `everything is there after the store is opened again`() async throws {
        let (kept, running) = try await filled()
        let store = try folder.open()
        #expect(try await store.all(Image.self) == [kept])
        #expect(try await store.unsettled().map(\.operation) == [running])
        #expect(try await store.entries(of: running.id) == [.started(step: "a")])
        #expect(try await store.claims().claims.count == 1)
        #expect(try await store.lastRows().map(\.host.name) == ["node1"])
        #expect(try await store.tokens().map(\.role) == [.operator])
        await #expect(throws: AcceptanceRefusal.self) { try await store.accept(.sample(locks: ["vm:1"])) }
    }

    @Test func `a commit is on disk before it is acknowledged`() async throws {
        let store = try folder.open()
        #expect(try await store.synchronousLevel() == 2)
        let mode = try await store.read { try String.fetchOne($0, sql: "PRAGMA journal_mode") }
        #expect(mode == "wal")
        #expect(try await store.read { try Int.fetchOne($0, sql: "PRAGMA foreign_keys") } == 1)
    }

    @Test func `a second server on the same folder is refused, and may follow when the first has gone`() throws {
        withExtendedLifetime(try folder.open()) {
            let refusal = #expect(throws: StoreError.self) { try folder.open() }
            #expect(refusal?.description.contains("another apusd") == true)
        }
        _ = try folder.open()
    }

    @Test func `a child that is just being started does not hold the folder of a server that has gone`() throws {
        var copy: Int32 = -1
        try withExtendedLifetime(try folder.open()) {
            // What fork gives a child until it runs its program.
            let own = try FileManager.default.contentsOfDirectory(atPath: "/proc/self/fd")
            let lock = own.first { descriptor in
                let path = "/proc/self/fd/" + descriptor
                return (try? FileManager.default.destinationOfSymbolicLink(atPath: path)) == folder.path + "/lock"
            }
            copy = dup(try #require(lock.flatMap { Int32($0) }))
        }
        defer { close(copy) }
        _ = try folder.open()
    }

    @Test func `a store of a newer server is refused and stays as it was`() throws {
        _ = try folder.open()
        try edit { try $0.execute(sql: "INSERT INTO grdb_migrations (identifier) VALUES ('999 future')") }
        let before = try contents()
        let refusal = #expect(throws: StoreError.self) { try folder.open() }
        #expect(refusal?.description.contains("999 future") == true)
        #expect(try contents() == before)
    }

    @Test func `a copy is made before an older store is brought forward`() throws {
        let older = try DatabasePool(path: made())
        var first = DatabaseMigrator()
        first.registerMigration("0 ancestor") {
            try $0.execute(sql: "CREATE TABLE ancestor (x TEXT); INSERT INTO ancestor VALUES ('kept')")
        }
        try first.migrate(older)
        var both = first
        both.registerMigration("1 next") { try $0.execute(sql: "DROP TABLE ancestor") }
        try Migrations.apply(both, to: older, at: folder.database)
        let copy = try DatabaseQueue(path: folder.database + ".before-migration")
        #expect(try copy.read { try String.fetchOne($0, sql: "SELECT x FROM ancestor") } == "kept")
        #expect(try older.read { try $0.tableExists("ancestor") } == false)
    }

    @Test(arguments: ["not a database at all, but long enough to be looked at for sure", ""])
    func `a damaged store is refused with one clear line, and nothing is overwritten`(_ head: String) throws {
        _ = try folder.open()
        let file = try #require(FileHandle(forWritingAtPath: folder.database))
        try file.write(contentsOf: Data(head.utf8))
        if head.isEmpty {
            try file.seek(toOffset: 4096)
            try file.write(contentsOf: Data(repeating: 0xAA, count: 4096))
        }
        try file.close()
        let before = try contents()
        let refusal = #expect(throws: StoreError.self) { try folder.open() }
        #expect(refusal?.description.contains(folder.database) == true)
        #expect(try contents() == before)
    }

    @Test func `folder, key and store are for their owner only`() throws {
        _ = try folder.open()
        #expect(try folder.mode() == 0o700)
        #expect(try folder.mode("/store.key") == 0o600)
    }

    @Test func `a folder that others could read is closed to them`() throws {
        try FileManager.default.createDirectory(
            atPath: folder.path, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o755])
        _ = try folder.open()
        #expect(try folder.mode() == 0o700)
    }

    @Test func `the same value is sealed differently each time, and opens to the same`() throws {
        try FileManager.default.createDirectory(atPath: folder.path, withIntermediateDirectories: true)
        let sealer = try Sealer(keyFile: folder.path + "/store.key")
        let plain = Data("canary".utf8)
        let (one, two) = (try sealer.seal(plain), try sealer.seal(plain))
        #expect(one != two && one.range(of: plain) == nil)
        #expect(try sealer.open(one) == plain && sealer.open(two) == plain)
        for position in one.indices {
            var bent = one
            bent[position] ^= 1
            #expect(throws: StoreError.self) { try sealer.open(bent) }
        }
        for length in 0..<one.count { #expect(throws: StoreError.self) { try sealer.open(one.prefix(length)) } }
    }

    @Test func `a key file of another store is told, not crashed on`() async throws {
        _ = try await filled()
        let key = try Data(contentsOf: URL(filePath: folder.path + "/store.key"))
        try PrivateFile.create(folder.path + "/store.key", Array(repeating: 7, count: 32))
        #expect(throws: StoreError.self) { try folder.open() }
        try PrivateFile.create(folder.path + "/store.key", Array(key))
        #expect(try await folder.open().all(Image.self).count == 1, "with the right key all is still there")
    }

    @Test func `a key file that others may read is refused`() throws {
        _ = try folder.open()
        #expect(chmod(folder.path + "/store.key", 0o644) == 0)
        #expect(throws: StoreError.self) { try folder.open() }
    }

    @Test func `old settled operations are forgotten, the newest and the unsettled stay`() async throws {
        let store = try folder.open()
        var ids: [UUID] = []
        for number in 0..<5 {
            var operation = try await store.accepted(.sample(locks: ["vm:\(number)"]))
            ids.append(operation.id)
            operation.state = number == 0 ? .running : .succeeded
            try await number == 0 ? store.update(operation) : store.settle(operation)
        }
        #expect(try await Set(store.prune(keeping: 2)) == Set(ids[1...2]))
        #expect(try await Set(store.history(limit: 10).map(\.id)) == [ids[0], ids[3], ids[4]])
    }

    @Test(arguments: [0, 31, 33]) func `a damaged key file is refused and left as it is`(_ length: Int) throws {
        _ = try folder.open()
        let key = folder.path + "/store.key"
        try PrivateFile.create(key, Array(repeating: 1, count: length))
        #expect(throws: StoreError.self) { try folder.open() }
        #expect(try Data(contentsOf: URL(filePath: key)).count == length)
    }

    @Test func `a full disk refuses changes, keeps what was acknowledged, and recovers by itself`() async throws {
        let store = try folder.open()
        let used = try await store.write { try Int.fetchOne($0, sql: "PRAGMA page_count") ?? 0 }
        try await store.database.writeWithoutTransaction { try $0.execute(sql: "PRAGMA max_page_count = \(used + 8)") }
        var acknowledged: [String] = []
        var refusal: Problem?
        for number in 0..<1000 where refusal == nil {
            do {
                acknowledged.append(
                    try await store.add(image("image\(number)-" + String(repeating: "x", count: 500))).name)
            } catch let problem as Problem {
                refusal = problem
            }
        }
        #expect(refusal?.code == "store-full" && refusal?.status == 507)
        #expect(!acknowledged.isEmpty)
        #expect(try await store.all(Image.self).map(\.name) == acknowledged)
        try await store.database.writeWithoutTransaction { try $0.execute(sql: "PRAGMA max_page_count = 100000") }
        #expect(try await store.add(image("later")).number == Int64(acknowledged.count + 1))
        #expect(try await store.read { try String.fetchOne($0, sql: "PRAGMA integrity_check") } == "ok")
    }

    @Test func `a store that another process holds answers busy after a while`() async throws {
        let store = try folder.open()
        var configuration = Configuration()
        configuration.allowsUnsafeTransactions = true
        let other = try DatabaseQueue(path: folder.database, configuration: configuration)
        try await store.database.writeWithoutTransaction { try $0.execute(sql: "PRAGMA busy_timeout = 20") }
        try other.inDatabase { db in try db.execute(sql: "BEGIN IMMEDIATE") }
        do {
            _ = try await store.add(image("x"))
            #expect(Bool(false))
        } catch let problem as Problem {
            #expect(problem.code == "busy" && problem.status == 503 && problem.retryAfter != nil)
        }
        try other.inDatabase { db in try db.execute(sql: "ROLLBACK") }
        _ = try await store.add(image("x"))
    }

    @Test func `a settled operation leaves no input, journal, lock, intent or claim`() async throws {
        let (_, running) = try await filled()
        let store = try folder.open()
        var end = running
        end.state = .failed
        try await store.settle(end)
        #expect(try await store.stored(running.id) == nil)
        for table in ["journal", "operation_locks", "intents", "claims"] {
            #expect(try await store.read { try Int.fetchOne($0, sql: "SELECT COUNT(*) FROM \(table)") } == 0)
        }
        #expect(try await store.history(limit: 1).first?.state == .failed)
    }

    @Test func `a removed provider takes its hosts' last rows along`() async throws {
        _ = try await filled()
        let store = try folder.open()
        let provider = try #require(try await store.all(Provider.self).first)
        try await store.remove(Provider.self, provider.id)
        #expect(try await store.lastRows().isEmpty)
        #expect(try await store.identities(of: provider.id).isEmpty)
    }

    /// A store with one of everything, closed again.
    private func filled() async throws -> (Image, ApusModel.Operation) {
        let store = try folder.open()
        let host = try await store.host()
        let kept = try await store.add(image("debian"))
        let running = try await store.accepted(.sample(host: host, locks: ["vm:1"], input: "secret"))
        try await store.append(.started(step: "a"), to: running.id)
        let row = Host(id: host, number: 1, name: "node1", provider: UUID(), providerName: "p")
        try await store.save(LastRows(host: row, machines: [], pools: [], networks: []))
        try await store.add(
            StoredToken(id: UUID(), name: "t", hash: "h", role: .operator, createdAt: Date(timeIntervalSince1970: 0)))
        return (kept, running)
    }

    private func made() throws -> String {
        try FileManager.default.createDirectory(atPath: folder.path, withIntermediateDirectories: true)
        return folder.database
    }

    private func edit(_ work: (Database) throws -> Void) throws {
        let queue = try DatabaseQueue(path: folder.database)
        try queue.write(work)
        try queue.close()
    }

    private func contents() throws -> Data { try Data(contentsOf: URL(filePath: folder.database)) }
}
