import FoundationEssentials

/// How a run of an operation ended.
public enum Outcome<Output: Sendable, Failure: Sendable>: Sendable {
    case succeeded(Output)
    /// All that was done is undone.
    case failed(Failure)
    case cancelled
    /// Neither forward nor back by itself; an operator may retry.
    case stuck(Failure)
    /// Left as it is for the next start: the server stops, or the journal cannot be written.
    case interrupted(reason: String?)
}

/// Drives one operation to an end, from wherever its journal says it stands.
///
/// ```
/// run ─► all steps ─► succeeded
///  │ error before the commit            error after the commit, retries spent
///  ▼                                     ▼
/// failed ─► undo in reverse ─► failed   stuck
///                 └─ undo fails ─► stuck
/// ```
public struct Execution<Failure: Error & Codable>: Sendable {
    public let operation: UUID
    public let journal: any Journal
    public let control: Control
    public let conduct: Conduct
    /// Turns any error into the one that is kept and shown.
    public let describe: @Sendable (any Error) -> Failure
    /// The failure of a cancelled operation, told apart from others after a restart.
    public let cancellation: Failure
    private let isCancellation: @Sendable (Failure) -> Bool

    public init(
        operation: UUID, journal: any Journal, control: Control = Control(), conduct: Conduct = Conduct(),
        cancellation: Failure, isCancellation: @escaping @Sendable (Failure) -> Bool,
        describe: @escaping @Sendable (any Error) -> Failure
    ) {
        self.operation = operation
        self.journal = journal
        self.control = control
        self.conduct = conduct
        self.cancellation = cancellation
        self.isCancellation = isCancellation
        self.describe = describe
    }

    /// Runs `workflow`, replaying what its journal holds. Never throws: every end is an outcome.
    public func drive<W: Workflow>(_ workflow: W, in context: W.Context) async -> Outcome<W.Output, Failure> {
        let replay: Replay
        do {
            replay = Replay(try await journal.entries(of: operation))
        } catch {
            return .interrupted(reason: "\(error)")
        }
        let steps = Steps<W.Context>(
            operation: operation, kind: W.kind, names: W.stepNames, replay: replay, journal: journal, control: control,
            conduct: conduct)
        do {
            let output = try await workflow.run(steps, in: context)
            // An operation that failed behind its last recorded step replays to the end, and is still to be undone.
            try steps.refuseFailed()
            return .succeeded(output)
        } catch {
            return await settle(error, of: steps, kind: W.kind)
        }
    }

    private func settle<Context, Output>(
        _ error: any Error, of steps: Steps<Context>, kind: String
    ) async -> Outcome<Output, Failure> {
        switch error {
        case Halt.interrupted: return .interrupted(reason: nil)
        case Halt.journalUnavailable(let cause): return .interrupted(reason: "\(cause)")
        default: break
        }
        // The server stops and ended the step: that is no failure, the next start repeats it.
        if control.isInterrupted, !control.isCancelled, Task.isCancelled { return .interrupted(reason: nil) }
        let failure = reason(for: error)
        if steps.isCommitted { return .stuck(failure) }
        do {
            if !steps.hasFailed { try await steps.record(.failed(failure: JSONEncoder().encode(failure))) }
            try await unwind(steps, kind: kind)
            return isCancellation(failure) ? .cancelled : .failed(failure)
        } catch Halt.journalUnavailable(let cause) {
            return .interrupted(reason: "\(cause)")
        } catch {
            return .stuck(describe(error))
        }
    }

    private func reason(for error: any Error) -> Failure {
        if case Halt.cancelled = error { return cancellation }
        if case Halt.replayedFailure(let data) = error {
            return (try? JSONDecoder().decode(Failure.self, from: data)) ?? describe(error)
        }
        if control.isCancelled { return cancellation }
        return describe(error)
    }

    private func unwind<Context>(_ steps: Steps<Context>, kind: String) async throws {
        try await uncancelled {
            for (step, undo) in steps.undos.reversed() where !steps.wasUndone(step) {
                try await conduct.retrying(conduct.retries) {
                    try await conduct.probe(.init(kind: kind, step: step, moment: .undo))
                    try await undo()
                }
                try await steps.record(.undone(step: step))
            }
        }
    }
}
