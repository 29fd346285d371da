import ApusModel
import FoundationEssentials
import Workflow

extension Outcome where Output == OperationOutput, Failure == Problem {
    /// Whether only the host's silence stands in the way: then the operation waits instead of being stuck.
    var waitsForHost: Bool {
        guard case .stuck(let problem) = self else { return false }
        return problem.code == ProblemCode.hostUnreachable.rawValue || problem.code == ProblemCode.hostTimeout.rawValue
    }
}

extension ApusModel.Operation {
    /// Takes over how a run ended; false when it has not ended.
    mutating func apply(_ outcome: Outcome<OperationOutput, Problem>, at date: Date) -> Bool {
        switch outcome {
        case .succeeded(let output):
            state = .succeeded
            deleted = output.deleted
            created = output.created
            notes = output.notes
            progress = .init(fraction: 1, step: "done")
        case .failed(let problem):
            state = .failed
            error = problem
        case .cancelled:
            state = .cancelled
            error = Problem(.cancelled, "The operation was cancelled; what it had done is undone.")
        case .stuck(let problem):
            state = .stuck
            error = problem
        case .interrupted:
            return false
        }
        finishedAt = date
        cancellable = false
        return true
    }
}

extension Problem {
    /// Any error as the problem that a client sees. Unknown ones tell nothing of the server's insides.
    @Sendable public static func describing(_ error: any Error) -> Problem {
        switch error {
        case let problem as Problem: problem
        case let error as DriverError: error.problem
        case is CancellationError: Problem(.cancelled, "The work was cancelled.")
        case let error as Failpoints.Injected: Problem(.hostRefused, error.description)
        default: Problem(.internalError, "An unexpected error happened; the server's log has it.")
        }
    }
}

/// The store's journal, which also shows in the inventory what an entry means for the operation.
struct ShownJournal: Journal {
    let store: any OperationStore
    let estate: Estate

    func entries(of operation: UUID) async throws -> [JournalEntry] { try await store.entries(of: operation) }

    func append(_ entry: JournalEntry, to operation: UUID) async throws {
        try await store.append(entry, to: operation)
        switch entry {
        case .failed: estate.update(operation) { $0.state = .unwinding }
        case .committed: estate.update(operation) { $0.cancellable = false }
        default: break
        }
    }
}
