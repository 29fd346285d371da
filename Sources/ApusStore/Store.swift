import ApusCore
import ApusModel
import FoundationEssentials
import GRDB
import Synchronization

/// Everything Apus must remember, in one SQLite database. SQL is written in this target only, in the subset PostgreSQL shares.
///
/// A call that returned is on disk: WAL with `synchronous=FULL`.
public final class Store: Sendable {
    let database: DatabasePool
    let sealer: Sealer
    let ambient: Ambient
    private let lock: FolderLock
    /// Why nothing more is written; see ``DatabaseError/endsWriting``.
    private let failure = Mutex<Problem?>(nil)

    /// Opens (or makes) the store in `folder`, which becomes this process's alone.
    /// - Throws: ``StoreError`` when another server has it, when it is newer than this server, or when it is damaged.
    public init(folder: String, ambient: Ambient = Ambient()) throws {
        self.ambient = ambient
        lock = try FolderLock(folder: folder)
        try Self.refuseLostStore(folder)
        sealer = try Sealer(keyFile: folder + "/store.key")
        database = try Self.open(folder + "/apus.sqlite")
        try checkKey()
    }

    /// A folder with a token had a store: an empty one in its place would make all that was known look deleted.
    private static func refuseLostStore(_ folder: String) throws {
        let (store, token) = (folder + "/apus.sqlite", folder + "/token")
        guard FileManager.default.fileExists(atPath: token), !FileManager.default.fileExists(atPath: store) else {
            return
        }
        throw StoreError("the store \(store) is gone: put it back, or remove \(token) as well to begin anew")
    }

    /// A key file that is not the one this store was sealed with is noticed now, not at the first secret.
    private func checkKey() throws {
        let sealed = try sealer.seal(Data("apus".utf8))
        let known = try database.write { db in
            let known = try Data.fetchOne(db, sql: "SELECT sealed FROM key_check")
            if known == nil { try db.execute(sql: "INSERT INTO key_check (sealed) VALUES (?)", arguments: [sealed]) }
            return known
        }
        if let known { _ = try sealer.open(known) }
    }

    private static func open(_ path: String) throws -> DatabasePool {
        do {
            try Migrations.examine(path)
            let pool = try DatabasePool(path: path, configuration: configuration)
            try Migrations.apply(to: pool, at: path)
            // GRDB's pool sets synchronous=NORMAL after `prepareDatabase`; NORMAL may lose acknowledged commits on power loss.
            try pool.writeWithoutTransaction { try $0.execute(sql: "PRAGMA synchronous = FULL") }
            return pool
        } catch let error as DatabaseError {
            throw StoreError("the store \(path) cannot be opened: \(error.message ?? "\(error.resultCode)")")
        }
    }

    private static var configuration: Configuration {
        var configuration = Configuration()
        configuration.busyMode = .timeout(5)
        configuration.maximumReaderCount = 4
        configuration.foreignKeysEnabled = true
        return configuration
    }

    /// Reads in a snapshot of its own.
    func read<Value: Sendable>(_ work: @escaping @Sendable (Database) throws -> Value) async throws -> Value {
        do {
            return try await database.read(work)
        } catch let error as DatabaseError {
            throw error.problem
        }
    }

    /// Writes in one transaction, on disk when it returns.
    func write<Value: Sendable>(_ work: @escaping @Sendable (Database) throws -> Value) async throws -> Value {
        if let fault { throw fault }
        do {
            return try await database.write(work)
        } catch let error as DatabaseError {
            if error.endsWriting { failure.withLock { $0 = error.problem } }
            throw error.problem
        }
    }

    public var fault: Problem? { failure.withLock { $0 } }

    /// The level SQLite writes with: 2 is FULL.
    func synchronousLevel() async throws -> Int? {
        try await database.writeWithoutTransaction { try Int.fetchOne($0, sql: "PRAGMA synchronous") }
    }
}

/// Why a store cannot be used. The server ends with 78.
public struct StoreError: Error, CustomStringConvertible, Sendable {
    public let description: String

    init(_ description: String) { self.description = description }
}

extension DatabaseError {
    /// Whether the disk itself failed. The kernel may have dropped what it could not write, and a later try would seem to
    /// succeed: nothing more is acknowledged until the server is started again and has read what is really there.
    var endsWriting: Bool {
        switch extendedResultCode {
        case .SQLITE_IOERR_FSYNC, .SQLITE_IOERR_DIR_FSYNC, .SQLITE_IOERR_WRITE: true
        default: resultCode == .SQLITE_CORRUPT || resultCode == .SQLITE_NOTADB
        }
    }

    /// What a client sees when the store fails. Nothing was acknowledged.
    var problem: Problem {
        switch resultCode {
        case .SQLITE_FULL:
            return Problem(.storeFull, "The disk of the server's store is full; nothing was changed.")
        case .SQLITE_BUSY, .SQLITE_LOCKED:
            var problem = Problem(.busy, "Another process holds the server's store; try again.")
            problem.retryAfter = 2
            return problem
        case _ where endsWriting:
            return Problem(
                .storeFailed,
                "The disk of the server's store failed (SQLite code \(extendedResultCode.rawValue)); nothing more is changed until the disk is mended and apusd is started again."
            )
        default:
            var problem = Problem(.busy, "The server's store cannot be written or read (code \(resultCode.rawValue)).")
            problem.retryAfter = 10
            return problem
        }
    }
}
