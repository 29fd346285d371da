import FoundationEssentials
import Synchronization

/// What a workflow calls to do its steps: `let path = try await step("volume", undo: { … }) { … }`.
public final class Steps<Context: Sendable>: Sendable {
    typealias Undo = @Sendable () async throws -> Void

    struct State {
        var replay: Replay
        var undos: [(step: String, undo: Undo)] = []
    }

    let operation: UUID
    private let kind: String
    private let names: [String]
    private let journal: any Journal
    private let control: Control
    private let conduct: Conduct
    private let state: Mutex<State>

    init(
        operation: UUID, kind: String, names: [String], replay: Replay, journal: any Journal, control: Control,
        conduct: Conduct
    ) {
        self.operation = operation
        self.kind = kind
        self.names = names
        self.journal = journal
        self.control = control
        self.conduct = conduct
        self.state = Mutex(State(replay: replay))
    }

    /// Does one step, or returns what it returned before the process died.
    /// - Parameters:
    ///   - name: one of the workflow's `stepNames`.
    ///   - undo: takes the step back; due as soon as the body may have begun.
    ///   - body: idempotent; cleans up nothing, the undo does.
    public func callAsFunction<Value: Codable & Sendable>(
        _ name: String, undo: (@Sendable () async throws -> Void)? = nil,
        body: @escaping @Sendable () async throws -> Value
    ) async throws -> Value {
        let now = state.withLock { $0.replay }
        if let output = now.outputs[name] {
            arm(undo, of: name)
            return try JSONDecoder().decode(Value.self, from: output)
        }
        if now.started.contains(name) { arm(undo, of: name) }
        try refuseFailed()
        if control.isInterrupted { throw Halt.interrupted }
        if control.isCancelled && !now.isCommitted { throw Halt.cancelled }
        return try await perform(name, undo: undo, body: body)
    }

    /// A step without a result.
    public func callAsFunction(
        _ name: String, undo: (@Sendable () async throws -> Void)? = nil,
        body: @escaping @Sendable () async throws -> Void
    ) async throws {
        let _: Nothing = try await self(name, undo: undo) {
            try await body()
            return Nothing()
        }
    }

    /// Marks the point of no return: what was done stays, what follows only goes forward, retried and at worst stuck.
    /// - Parameter evenIfCancelled: for a step that cannot be taken back and has looked itself whether a cancel came in time.
    public func commit(evenIfCancelled: Bool = false) async throws {
        guard !isCommitted else { return }
        try refuseFailed()
        if control.isCancelled, !evenIfCancelled { throw Halt.cancelled }
        try await record(.committed)
        state.withLock { $0.undos = [] }
    }

    /// Tells how far the current step is, 0…1, and what it does.
    public func progress(_ fraction: Double, _ words: String) {
        conduct.progress(operation, fraction, words)
    }

    /// Throws the failure that the journal holds: from there an operation only unwinds.
    func refuseFailed() throws {
        if let failure = state.withLock({ $0.replay.failure }) { throw Halt.replayedFailure(failure) }
    }

    /// Whether somebody asked for the operation's end; a task that is cancelled without it belongs to a server that stops.
    public var isCancelled: Bool { control.isCancelled }

    var isCommitted: Bool { state.withLock { $0.replay.isCommitted } }
    var undos: [(step: String, undo: Undo)] { state.withLock { $0.undos } }
    var hasFailed: Bool { state.withLock { $0.replay.failure != nil } }
    func wasUndone(_ step: String) -> Bool { state.withLock { $0.replay.undone.contains(step) } }

    func record(_ entry: JournalEntry) async throws {
        let (journal, operation) = (journal, operation)
        do {
            try await uncancelled { try await journal.append(entry, to: operation) }
        } catch {
            throw Halt.journalUnavailable(error)
        }
        state.withLock { $0.replay.note(entry) }
    }

    private func perform<Value: Codable & Sendable>(
        _ name: String, undo: (@Sendable () async throws -> Void)?, body: @escaping @Sendable () async throws -> Value
    ) async throws -> Value {
        let index = names.firstIndex(of: name) ?? 0
        conduct.progress(operation, Double(index) / Double(max(names.count, 1)), name)
        try await record(.started(step: name))
        arm(undo, of: name)
        let value = try await act(name, body)
        try await record(.succeeded(step: name, output: JSONEncoder().encode(value)))
        try await conduct.probe(.init(kind: kind, step: name, moment: .after))
        return value
    }

    /// Past the point of no return a step is retried, and a cancel that came a moment too late does not reach it.
    private func act<Value: Codable & Sendable>(
        _ name: String, _ body: @escaping @Sendable () async throws -> Value
    ) async throws -> Value {
        let (conduct, control, kind) = (conduct, control, kind)
        let attempt: @Sendable () async throws -> Value = {
            try await conduct.probe(.init(kind: kind, step: name, moment: .before))
            let value = try await body()
            try await conduct.probe(.init(kind: kind, step: name, moment: .acted))
            return value
        }
        guard isCommitted else { return try await attempt() }
        return try await uncancelled { try await conduct.retrying(conduct.retries, unless: control, attempt) }
    }

    private func arm(_ undo: Undo?, of step: String) {
        guard let undo else { return }
        state.withLock { state in
            guard !state.replay.isCommitted, !state.undos.contains(where: { $0.step == step }) else { return }
            state.undos.append((step, undo))
        }
    }
}

/// Why a workflow's code stopped other than by an error of its own.
enum Halt: Error {
    case cancelled
    case interrupted
    case replayedFailure(Data)
    case journalUnavailable(any Error)
}
