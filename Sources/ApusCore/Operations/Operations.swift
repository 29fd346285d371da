import ApusModel
import FoundationEssentials
import Logging
import Workflow

/// Accepts changes, drives them to an end, and brings them over a restart.
///
/// Operations of one host run side by side up to a limit; those of a host that cannot be reached wait until it answers.
public actor Operations {
    let store: any OperationStore
    let estate: Estate
    let context: WorkflowContext
    let catalog: WorkflowCatalog
    let ambient: Ambient
    let conduct: Conduct
    let logger: Logger
    let perHost: Int
    /// How many settled operations are kept, with their idempotency keys.
    static let historyLimit = 10_000

    var controls: [UUID: Control] = [:]
    var waiting: [UUID] = []
    var running: [UUID: UUID?] = [:]
    /// Operations whose host did not answer, by host.
    var parked: [UUID: Set<UUID>] = [:]
    var listeners: [UUID: [UUID: AsyncStream<Void>.Continuation]] = [:]
    /// The work, which a cancel ends early, and what stores its end, which nothing does.
    var work: [UUID: Task<Outcome<OperationOutput, Problem>, Never>] = [:]
    var drives: [UUID: Task<Void, Never>] = [:]
    var isDriving = false
    private var isEnding = false

    public init(
        store: any OperationStore, estate: Estate, context: WorkflowContext,
        catalog: WorkflowCatalog = WorkflowCatalog(),
        ambient: Ambient = Ambient(), conduct: Conduct = Conduct(), perHost: Int = 8, logger: Logger
    ) {
        self.store = store
        self.estate = estate
        self.context = context
        self.catalog = catalog
        self.ambient = ambient
        self.conduct = conduct
        self.perHost = perHost
        self.logger = logger
    }

    // MARK: Accepting

    /// Stores a change and begins it. When this returns, the change survives a crash.
    /// - Throws: ``AcceptanceRefusal``, or a ``Problem`` of the store.
    public func accept(_ acceptance: Acceptance) async throws -> ApusModel.Operation {
        switch try await store.accept(acceptance) {
        case .existing(let operation):
            return estate.operations.row(operation.id) ?? operation
        case .new(let operation):
            estate.begin(operation, intents: acceptance.intents)
            enqueue(operation.id)
            return operation
        }
    }

    /// The operation an earlier request with this key led to.
    /// - Throws: a ``Problem`` `idempotency-key-reused` when the key belongs to another request.
    public func existing(under key: IdempotencyKey?) async throws -> ApusModel.Operation? {
        do {
            guard let key, let operation = try await store.operation(under: key) else { return nil }
            return estate.operations.row(operation.id) ?? operation
        } catch AcceptanceRefusal.keyReused {
            throw Problem(.idempotencyReuse, "This Idempotency-Key was used for another request.")
        }
    }

    // MARK: Life

    /// Loads what is stored, before the socket opens. Nothing is driven yet.
    public func load(history: Int = 1000) async throws {
        estate.show(history: try await store.history(limit: history))
        for stored in try await store.unsettled() {
            estate.begin(stored.operation, intents: stored.intents)
            guard stored.operation.state != .stuck else { continue }
            // Driven when its host answers: nothing is known of the host before.
            if let host = stored.operation.host {
                parked[host, default: []].insert(stored.operation.id)
            } else {
                waiting.append(stored.operation.id)
            }
        }
    }

    /// Begins to drive what was accepted.
    public func start() {
        isDriving = true
        pump()
    }

    /// Drives the operations that waited for this host.
    public func hostAnswered(_ host: UUID) {
        for id in (parked.removeValue(forKey: host) ?? []).sorted(by: { $0.uuidString < $1.uuidString }) { enqueue(id) }
    }

    /// Lets running operations come to the end of their step, and leaves the rest for the next start.
    public func stop(within limit: Duration) async {
        isDriving = false
        for control in controls.values { control.interrupt() }
        let drives = Array(drives.values)
        let work = Array(work.values)
        let clock = ambient.clock
        let (ended, continuation) = AsyncStream.makeStream(of: Void.self)
        // Outside the group, which would wait for it: a call to a host may not be cancellable.
        let watch = Task {
            for drive in drives { await drive.value }
            continuation.finish()
        }
        await withTaskGroup(of: Void.self) { group in
            group.addTask { for await _ in ended {} }
            group.addTask { try? await clock.sleep(for: limit) }
            await group.next()
            group.cancelAll()
        }
        // A step that hangs is replayed at the next start; the process ends now.
        watch.cancel()
        work.forEach { $0.cancel() }
    }

    // MARK: Steering

    /// Asks for the end of an operation. A stuck one is given up: it counts as failed, and what it locked is free.
    /// - Throws: a ``Problem`` `invalid-state` when it is settled or past its point of no return.
    public func cancel(_ id: UUID) async throws -> ApusModel.Operation {
        guard var operation = estate.operations.row(id) else {
            throw Problem(.notFound, "There is no operation \(id).")
        }
        if operation.state == .stuck { return try await giveUp(operation) }
        guard !operation.state.isSettled else {
            throw Problem(.invalidState, "The operation is \(operation.state.rawValue); there is nothing to cancel.")
        }
        guard operation.cancellable else {
            throw Problem(.invalidState, "The operation is past its point of no return and goes on to its end.")
        }
        operation.cancelRequested = true
        try await store.update(operation)
        estate.update(id) { $0.cancelRequested = true }
        controls[id]?.cancel()
        work[id]?.cancel()
        return estate.operations.row(id) ?? operation
    }

    private func giveUp(_ operation: ApusModel.Operation) async throws -> ApusModel.Operation {
        var over = operation
        over.state = .failed
        over.cancelRequested = true
        try await store.settle(over)
        estate.settle(over)
        return over
    }

    /// Drives a stuck operation again.
    public func retry(_ id: UUID) async throws -> ApusModel.Operation {
        guard var operation = estate.operations.row(id) else {
            throw Problem(.notFound, "There is no operation \(id).")
        }
        guard operation.state == .stuck else {
            throw Problem(
                .invalidState, "Only a stuck operation can be retried; this one is \(operation.state.rawValue).")
        }
        operation.state = .running
        operation.finishedAt = nil
        operation.error = nil
        try await store.update(operation)
        estate.show(operation)
        enqueue(id)
        return operation
    }

    /// Waits until the operation is settled or the time is over, and returns it as it then is.
    public func settled(_ id: UUID, within limit: Duration) async -> ApusModel.Operation? {
        guard let operation = estate.operations.row(id), !operation.state.isSettled, limit > .zero, !isEnding else {
            return estate.operations.row(id)
        }
        let (stream, continuation) = AsyncStream.makeStream(of: Void.self)
        let ticket = ambient.uuid()
        listeners[id, default: [:]][ticket] = continuation
        let clock = ambient.clock
        await withTaskGroup(of: Void.self) { group in
            group.addTask { for await _ in stream {} }
            group.addTask { try? await clock.sleep(for: limit) }
            await group.next()
            group.cancelAll()
        }
        listeners[id]?[ticket] = nil
        return estate.operations.row(id)
    }

    /// Answers all who wait for an operation: the server ends, and an open answer would hold it up.
    public func endWaits() {
        isEnding = true
        listeners.values.flatMap(\.values).forEach { $0.finish() }
    }
}
