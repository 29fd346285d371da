import ApusCore
import ApusModel
import FoundationEssentials
import Workflow

/// A store in memory that keeps the promises of the real one for as long as the test lives.
public actor MemoryStore {
    struct Kept {
        var stored: StoredOperation
        var locks: [String]
        var claim: Claim?
        var key: IdempotencyKey?
        var decision: PlacementDecision?
        var journal: [JournalEntry] = []
    }

    var kept: [UUID: Kept] = [:]
    var sequences: [String: Int64] = [:]
    var generations: [UUID: Int64] = [:]
    var rows: [String: [UUID: any Registered]] = [:]
    var hosts: [String: HostIdentity] = [:]
    var last: [UUID: LastRows] = [:]
    var statistics: [HostedKey: [Int64: StatisticsRow]] = [:]
    var boots: [UUID: BootRecord] = [:]
    private var failure: Problem?

    public init() {}

    /// Every write fails with `problem` until it is nil again.
    public func fail(with problem: Problem?) { failure = problem }

    /// What operations hold now.
    public var locks: [String] { kept.values.flatMap(\.locks).sorted() }
    /// The input kept for an operation, nil once forgotten.
    public func input(of operation: UUID) -> Data? { kept[operation]?.stored.input }

    func writable() throws { if let failure { throw failure } }

    func next(_ sequence: String) -> Int64 {
        sequences[sequence, default: 0] += 1
        return sequences[sequence, default: 1]
    }
}

extension MemoryStore: OperationStore {
    public nonisolated var fault: Problem? { nil }

    public func accept(_ acceptance: Acceptance) async throws -> Accepted {
        try writable()
        if let key = acceptance.idempotency, let earlier = try earlier(key) { return .existing(earlier) }
        for lock in acceptance.locks {
            if let holder = kept.first(where: { $0.value.locks.contains(lock) }) {
                throw AcceptanceRefusal.locked(resource: lock, by: holder.key)
            }
        }
        if let claim = acceptance.claim {
            guard generations[claim.host] == claim.generation else { throw AcceptanceRefusal.generationMoved }
            generations[claim.host] = claim.generation + 1
        }
        var operation = acceptance.operation
        operation.number = next("operation")
        kept[operation.id] = Kept(
            stored: .init(
                operation: operation, workflow: acceptance.workflow, input: acceptance.input,
                intents: acceptance.intents),
            locks: acceptance.locks, claim: acceptance.claim, key: acceptance.idempotency,
            decision: acceptance.decision)
        return .new(operation)
    }

    public func operation(under key: IdempotencyKey) async throws -> ApusModel.Operation? { try earlier(key) }

    private func earlier(_ key: IdempotencyKey) throws -> ApusModel.Operation? {
        guard let found = kept.values.first(where: { $0.key?.actor == key.actor && $0.key?.key == key.key }) else {
            return nil
        }
        guard found.key == key else { throw AcceptanceRefusal.keyReused }
        return found.stored.operation
    }

    public func history(limit: Int) async throws -> [ApusModel.Operation] {
        Array(kept.values.map(\.stored.operation).sorted { $0.number > $1.number }.prefix(limit))
    }

    public func unsettled() async throws -> [StoredOperation] {
        kept.values.map(\.stored).filter { !$0.operation.state.isSettled || $0.operation.state == .stuck }
            .sorted { $0.operation.number < $1.operation.number }
    }

    public func stored(_ id: UUID) async throws -> StoredOperation? { kept[id]?.stored }

    public func update(_ operation: ApusModel.Operation) async throws {
        try writable()
        kept[operation.id]?.stored.operation = operation
    }

    public func settle(_ operation: ApusModel.Operation) async throws {
        try await update(operation)
        guard operation.state != .stuck else { return }
        kept[operation.id]?.locks = []
        kept[operation.id]?.claim = nil
        kept[operation.id]?.journal = []
        kept[operation.id]?.stored.intents = []
        kept[operation.id]?.stored.input = Data()
    }

    public func prune(keeping limit: Int) async throws -> [UUID] {
        try writable()
        let newest = kept.values.map(\.stored.operation.number).max() ?? 0
        let old = kept.filter { entry in
            let operation = entry.value.stored.operation
            return operation.state.isSettled && operation.state != .stuck && operation.number <= newest - Int64(limit)
        }.map(\.key)
        for id in old { kept[id] = nil }
        return old
    }

    public func claims() async throws -> ClaimBook {
        ClaimBook(claims: kept.values.compactMap(\.claim), generations: generations)
    }

    public func entries(of operation: UUID) async throws -> [JournalEntry] { kept[operation]?.journal ?? [] }

    public func append(_ entry: JournalEntry, to operation: UUID) async throws {
        try writable()
        kept[operation]?.journal.append(entry)
        switch entry {
        case .failed: kept[operation]?.stored.operation.state = .unwinding
        case .committed: kept[operation]?.stored.operation.cancellable = false
        default: break
        }
    }
}

extension MemoryStore: RegistryStore, LastRowsStore {
    public func all<Row: Registered>(_ type: Row.Type) async throws -> [Row] {
        (rows[Row.noun] ?? [:]).values.compactMap { $0 as? Row }.sorted { $0.number < $1.number }
    }

    public func add<Row: Registered>(_ row: Row) async throws -> Row {
        try writable()
        let known = (rows[Row.noun] ?? [:]).values
        if known.contains(where: { $0.name.lowercased() == row.name.lowercased() }) {
            throw Problem(.nameTaken, "There is a \(Row.noun) named \(row.name) already.")
        }
        var numbered = row
        numbered.number = next(Row.noun)
        rows[Row.noun, default: [:]][row.id] = numbered
        return numbered
    }

    public func update<Row: Registered>(_ row: Row) async throws {
        try writable()
        if rows[Row.noun]?[row.id] != nil { rows[Row.noun]?[row.id] = row }
    }

    public func remove<Row: Registered>(_ type: Row.Type, _ id: UUID) async throws {
        try writable()
        rows[Row.noun]?[id] = nil
    }

    public func identify(native: String, of provider: UUID, suggestedName: String) async throws -> HostIdentity {
        if let known = hosts["\(provider)/\(native)"] { return known }
        let identity = HostIdentity(id: UUID(), number: next("host"), name: suggestedName)
        hosts["\(provider)/\(native)"] = identity
        generations[identity.id] = 0
        return identity
    }

    public func identities(of provider: UUID) async throws -> [HostIdentity] {
        hosts.filter { $0.key.hasPrefix("\(provider)/") }.values.sorted { $0.number < $1.number }
    }

    public func save(_ rows: LastRows) async throws { last[rows.host.id] = rows }
    public func lastRows() async throws -> [LastRows] { Array(last.values) }
}

extension MemoryStore: DecisionStore {
    public func decisions(limit: Int) async throws -> [PlacementDecision] {
        let newest = kept.values.sorted { $1.stored.operation.number < $0.stored.operation.number }
        return Array(newest.compactMap(\.decision).prefix(limit))
    }

    public func decision(of operation: UUID) async throws -> PlacementDecision? { kept[operation]?.decision }
}
