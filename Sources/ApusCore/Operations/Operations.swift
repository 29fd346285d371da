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
    private let perHost: Int
    /// How many settled operations are kept, with their idempotency keys.
    private static let historyLimit = 10_000

    private var controls: [UUID: Control] = [:]
    private var waiting: [UUID] = []
    private var running: [UUID: UUID?] = [:]
    /// Operations whose host did not answer, by host.
    private var parked: [UUID: Set<UUID>] = [:]
    private var listeners: [UUID: [UUID: AsyncStream<Void>.Continuation]] = [:]
    /// The work, which a cancel ends early, and what stores its end, which nothing does.
    private var work: [UUID: Task<Outcome<OperationOutput, Problem>, Never>] = [:]
    private var drives: [UUID: Task<Void, Never>] = [:]
    private var isDriving = false
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

    /// Asks for the end of an operation.
    /// - Throws: a ``Problem`` `invalid-state` when it is settled or past its point of no return.
    public func cancel(_ id: UUID) async throws -> ApusModel.Operation {
        guard var operation = estate.operations.row(id) else {
            throw Problem(.notFound, "There is no operation \(id).")
        }
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

    // MARK: Driving

    private func enqueue(_ id: UUID) {
        guard running[id] == nil, !waiting.contains(id) else { return }
        waiting.append(id)
        pump()
    }

    private func pump() {
        guard isDriving else { return }
        var later: [UUID] = []
        for id in waiting {
            let host = estate.operations.row(id)?.host
            if running.values.count(where: { $0 == host }) < perHost { launch(id, host) } else { later.append(id) }
        }
        waiting = later
    }

    private func launch(_ id: UUID, _ host: UUID?) {
        running[id] = .some(host)
        let control = Control(cancelled: estate.operations.row(id)?.cancelRequested ?? false)
        controls[id] = control
        drives[id] = Task { await self.drive(id, control) }
    }

    private func drive(_ id: UUID, _ control: Control) async {
        let task = Task { await self.run(id, control) }
        work[id] = task
        await conclude(id, await task.value)
        running[id] = nil
        controls[id] = nil
        work[id] = nil
        drives[id] = nil
        pump()
    }

    private func run(_ id: UUID, _ control: Control) async -> Outcome<OperationOutput, Problem> {
        do {
            guard let stored = try await store.stored(id) else { return .interrupted(reason: "the store has no \(id)") }
            try await begin(stored.operation)
            return await catalog.drive(stored, execution(id, control), context)
        } catch {
            return .interrupted(reason: "\(error)")
        }
    }

    private func begin(_ operation: ApusModel.Operation) async throws {
        guard operation.state == .pending else { return }
        var begun = operation
        begun.state = .running
        begun.startedAt = ambient.now()
        try await store.update(begun)
        estate.show(begun)
    }

    private func execution(_ id: UUID, _ control: Control) -> Execution<Problem> {
        var conduct = conduct
        conduct.progress = { [estate] operation, fraction, words in
            estate.update(operation) { $0.progress = .init(fraction: fraction, step: words) }
        }
        return Execution(
            operation: id, journal: ShownJournal(store: store, estate: estate), control: control, conduct: conduct,
            cancellation: Problem(.cancelled, "The operation was cancelled; what it had done is undone."),
            isCancellation: { $0.code == ProblemCode.cancelled.rawValue }, describe: Problem.describing)
    }

    /// Stores an outcome. While the store cannot be written, the operation stays as it is and is tried again.
    private func conclude(_ id: UUID, _ outcome: Outcome<OperationOutput, Problem>) async {
        guard var operation = estate.operations.row(id) else { return }
        if let host = operation.host, outcome.waitsForHost {
            estate.update(id) { $0.progress.step = "waiting for the host to answer" }
            parked[host, default: []].insert(id)
            await again(id, host, after: .seconds(15))
            return
        }
        guard operation.apply(outcome, at: ambient.now()) else { return await interrupted(operation, outcome) }
        do {
            try await store.settle(operation)
            estate.settle(operation)
            listeners.removeValue(forKey: id)?.values.forEach { $0.finish() }
            await prune(after: operation)
        } catch {
            logger.error(
                "The end of an operation could not be stored", metadata: ["operation": "\(id)", "error": "\(error)"])
            await again(id, operation.host, after: .seconds(2))
        }
    }

    /// Now and then, forgets operations that are older than the last ten thousand.
    private func prune(after operation: ApusModel.Operation) async {
        guard operation.number % 100 == 0 else { return }
        do {
            estate.operations.remove(try await store.prune(keeping: Self.historyLimit))
        } catch {
            logger.warning("Old operations could not be forgotten", metadata: ["error": "\(error)"])
        }
    }

    private func interrupted(_ operation: ApusModel.Operation, _ outcome: Outcome<OperationOutput, Problem>) async {
        guard case .interrupted(let reason?) = outcome, isDriving else { return }
        logger.warning(
            "An operation waits for the store", metadata: ["operation": "\(operation.id)", "error": "\(reason)"])
        await again(operation.id, operation.host, after: .seconds(2))
    }

    /// Puts the operation back into the queue after a while, in a task that ends with the process.
    private func again(_ id: UUID, _ host: UUID?, after wait: Duration) async {
        let clock = ambient.clock
        Task { [weak self] in
            try? await clock.sleep(for: wait)
            await self?.requeue(id, host)
        }
    }

    private func requeue(_ id: UUID, _ host: UUID?) {
        if let host { parked[host]?.remove(id) }
        enqueue(id)
    }
}
