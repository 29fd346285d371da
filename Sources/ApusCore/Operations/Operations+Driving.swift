import ApusModel
import FoundationEssentials
import Logging
import Workflow

/// Driving operations to their ends, and putting back those that have to wait.
extension Operations {
    func enqueue(_ id: UUID) {
        guard running[id] == nil, !waiting.contains(id) else { return }
        waiting.append(id)
        pump()
    }

    func pump() {
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
