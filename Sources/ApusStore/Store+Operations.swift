import ApusCore
import ApusModel
import FoundationEssentials
import GRDB

extension Store: OperationStore {
    public func accept(_ acceptance: Acceptance) async throws -> Accepted {
        let input = try sealer.seal(acceptance.input)
        return try await write { db in
            if let key = acceptance.idempotency, let operation = try Self.operation(db, under: key) {
                return .existing(operation)
            }
            try Self.checkLocks(db, acceptance.locks)
            var operation = acceptance.operation
            operation.number = try Self.next(db, "operation")
            try Self.insert(db, operation, acceptance, input)
            try Self.insertEffects(db, acceptance)
            return .new(operation)
        }
    }

    public func operation(under key: IdempotencyKey) async throws -> ApusModel.Operation? {
        try await read { try Self.operation($0, under: key) }
    }

    public func history(limit: Int) async throws -> [ApusModel.Operation] {
        try await read { db in
            try String.fetchAll(
                db, sql: "SELECT document FROM operations ORDER BY number DESC LIMIT ?", arguments: [limit]
            )
            .map(Self.operation)
        }
    }

    public func unsettled() async throws -> [StoredOperation] {
        try await read { [sealer] db in
            try Row.fetchAll(
                db,
                sql: """
                    SELECT * FROM operations WHERE state IN ('pending', 'running', 'unwinding', 'stuck') ORDER BY number
                    """
            ).compactMap { try Self.stored(db, $0, sealer) }
        }
    }

    public func stored(_ id: UUID) async throws -> StoredOperation? {
        try await read { [sealer] db in
            try Row.fetchOne(db, sql: "SELECT * FROM operations WHERE id = ?", arguments: [id.uuidString])
                .flatMap { try Self.stored(db, $0, sealer) }
        }
    }

    public func update(_ operation: ApusModel.Operation) async throws {
        try await write { try Self.save($0, operation) }
    }

    public func settle(_ operation: ApusModel.Operation) async throws {
        try await write { db in
            try Self.save(db, operation)
            guard operation.state != .stuck else { return }
            let id = operation.id.uuidString
            for table in ["operation_locks", "intents", "claims", "journal"] {
                try db.execute(sql: "DELETE FROM \(table) WHERE operation = ?", arguments: [id])
            }
            try db.execute(sql: "UPDATE operations SET input = NULL WHERE id = ?", arguments: [id])
        }
    }

    public func prune(keeping limit: Int) async throws -> [UUID] {
        try await write { db in
            let ids = try String.fetchAll(
                db,
                sql: """
                    SELECT id FROM operations WHERE state IN ('succeeded', 'failed', 'cancelled')
                    AND number <= (SELECT MAX(number) FROM operations) - ?
                    """,
                arguments: [limit])
            for id in ids { try db.execute(sql: "DELETE FROM operations WHERE id = ?", arguments: [id]) }
            return try ids.map(Self.uuid)
        }
    }

    public func claims() async throws -> ClaimBook {
        try await read { db in
            let hosts = try Row.fetchAll(db, sql: "SELECT id, generation FROM hosts")
            let generations = try hosts.map { try (Self.uuid($0["id"]), $0["generation"] as Int64) }
            let claims = try Row.fetchAll(db, sql: "SELECT vm, host, cpus, memory, disk FROM claims").map { row in
                Claim(
                    vm: try Self.uuid(row["vm"]), host: try Self.uuid(row["host"]), cpus: row["cpus"],
                    memory: row["memory"], generation: 0, disk: row["disk"])
            }
            return ClaimBook(
                claims: claims, generations: Dictionary(generations, uniquingKeysWith: { first, _ in first }))
        }
    }
}

extension Store {
    static func operation(_ document: String) throws -> ApusModel.Operation {
        try JSONCoding.decode(ApusModel.Operation.self, from: Data(document.utf8))
    }

    static func text(_ value: some Encodable) throws -> String {
        String(decoding: try JSONCoding.encode(value), as: UTF8.self)
    }

    static func uuid(_ text: String) throws -> UUID {
        guard let id = UUID(uuidString: text) else { throw StoreError("the store holds a damaged id") }
        return id
    }

    /// The next number of a sequence; numbers are never given twice.
    static func next(_ db: Database, _ sequence: String) throws -> Int64 {
        try db.execute(
            sql:
                "INSERT INTO sequences (name, value) VALUES (?, 1) ON CONFLICT (name) DO UPDATE SET value = sequences.value + 1",
            arguments: [sequence])
        return try Int64.fetchOne(db, sql: "SELECT value FROM sequences WHERE name = ?", arguments: [sequence]) ?? 1
    }

    private static func operation(_ db: Database, under key: IdempotencyKey) throws -> ApusModel.Operation? {
        let row = try Row.fetchOne(
            db, sql: "SELECT document, request_hash FROM operations WHERE actor = ? AND idempotency_key = ?",
            arguments: [key.actor, key.key])
        guard let row else { return nil }
        guard row["request_hash"] == key.requestHash else { throw AcceptanceRefusal.keyReused }
        return try operation(row["document"])
    }

    private static func checkLocks(_ db: Database, _ locks: [String]) throws {
        for resource in locks {
            let holder = try String.fetchOne(
                db, sql: "SELECT operation FROM operation_locks WHERE resource = ?", arguments: [resource])
            if let holder { throw AcceptanceRefusal.locked(resource: resource, by: try uuid(holder)) }
        }
    }

    private static func insert(
        _ db: Database, _ operation: ApusModel.Operation, _ acceptance: Acceptance, _ input: Data
    ) throws {
        try db.execute(
            sql: """
                INSERT INTO operations
                (id, number, workflow, state, actor, idempotency_key, request_hash, document, input)
                VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)
                """,
            arguments: [
                operation.id.uuidString, operation.number, acceptance.workflow, operation.state.rawValue,
                acceptance.idempotency?.actor ?? operation.actor,
                acceptance.idempotency?.key, acceptance.idempotency?.requestHash, try text(operation), input,
            ])
    }

    /// Locks, intents and the claim, which is refused when the host's generation moved.
    private static func insertEffects(_ db: Database, _ acceptance: Acceptance) throws {
        let id = acceptance.operation.id.uuidString
        for resource in acceptance.locks {
            try db.execute(
                sql: "INSERT INTO operation_locks (resource, operation) VALUES (?, ?)", arguments: [resource, id])
        }
        for intent in acceptance.intents {
            try db.execute(
                sql: "INSERT INTO intents (operation, document) VALUES (?, ?)", arguments: [id, try text(intent)])
        }
        if let decision = acceptance.decision { try insert(db, decision, of: acceptance.operation.id) }
        guard let claim = acceptance.claim else { return }
        try db.execute(
            sql: "UPDATE hosts SET generation = generation + 1 WHERE id = ? AND generation = ?",
            arguments: [claim.host.uuidString, claim.generation])
        guard db.changesCount == 1 else { throw AcceptanceRefusal.generationMoved }
        try db.execute(
            sql: "INSERT INTO claims (vm, operation, host, cpus, memory, disk) VALUES (?, ?, ?, ?, ?, ?)",
            arguments: [claim.vm.uuidString, id, claim.host.uuidString, claim.cpus, claim.memory, claim.disk])
    }

    private static func save(_ db: Database, _ operation: ApusModel.Operation) throws {
        try db.execute(
            sql: "UPDATE operations SET state = ?, document = ? WHERE id = ?",
            arguments: [operation.state.rawValue, try text(operation), operation.id.uuidString])
    }

    private static func stored(_ db: Database, _ row: Row, _ sealer: Sealer) throws -> StoredOperation? {
        guard let input = row["input"] as Data? else { return nil }
        let operation = try operation(row["document"])
        let intents = try String.fetchAll(
            db, sql: "SELECT document FROM intents WHERE operation = ?", arguments: [operation.id.uuidString]
        ).map { try JSONCoding.decode(VirtualMachine.self, from: Data($0.utf8)) }
        return StoredOperation(
            operation: operation, workflow: row["workflow"], input: try sealer.open(input), intents: intents)
    }
}
