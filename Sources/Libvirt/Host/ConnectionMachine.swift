/// When to open, close and retry, without doing it: inputs go in, actions come out.
///
/// ```
///  idle ──start──► connecting ──opened──► connected
///                   ▲      │ failed            │ lost
///                   │      ▼                   ▼
///                   └─due─ waiting ◄───────────┘          shutdown, from anywhere ──► stopped
/// ```
/// Each attempt to open has a number, so that what a late one reports is told from the current one's.
struct ConnectionMachine: Sendable {
    enum State: Hashable, Sendable {
        case idle
        /// `previous` is nil in the very first attempt and in one that was hurried, for which calls wait.
        case connecting(attempt: Int, previous: LibvirtError?)
        case connected(attempt: Int, since: ContinuousClock.Instant, receivesEvents: Bool)
        case waiting(attempt: Int, LibvirtError, retryAt: ContinuousClock.Instant)
        case stopped
    }

    enum Action: Hashable, Sendable {
        /// Open with a deadline, and report with the attempt's number.
        case open(attempt: Int)
        /// Run the calls that waited for the connection, and tell event readers to read everything.
        case begin
        /// Fail every pending call.
        case fail(LibvirtError)
        /// Close the open connection.
        case close
        /// Report `retryDue` of this attempt then.
        case retry(attempt: Int, at: ContinuousClock.Instant)
        case publish(ConnectionStatus)
    }

    private(set) var state = State.idle
    private var failures = 0
    private var attempts = 0
    private let backoff: Backoff
    /// A connection that lived shorter counts as a failure, so that a flapping host is not asked without end.
    private let stable = Duration.seconds(10)

    init(backoff: Backoff) {
        self.backoff = backoff
    }

    mutating func start() -> [Action] {
        guard state == .idle else { return [] }
        return connect(previous: nil)
    }

    mutating func opened(attempt: Int, receivesEvents: Bool, now: ContinuousClock.Instant) -> [Action] {
        guard isConnecting(attempt) else { return [] }
        state = .connected(attempt: attempt, since: now, receivesEvents: receivesEvents)
        return [.publish(status), .begin]
    }

    /// - Parameter isStuck: whether the attempt still holds its thread; then the longest wait follows, cut short by
    ///   ``lateReturn(now:)``.
    mutating func openFailed(
        attempt: Int, _ error: LibvirtError, isStuck: Bool, now: ContinuousClock.Instant, jitter: Double
    ) -> [Action] {
        guard isConnecting(attempt) else { return [] }
        failures = failures.addingReportingOverflow(1).partialValue
        return wait(error, isStuck ? backoff.maximum * (0.5 + 0.5 * jitter) : nil, now, jitter)
    }

    mutating func lost(
        attempt: Int, _ error: LibvirtError, now: ContinuousClock.Instant, jitter: Double
    ) -> [Action] {
        guard case .connected(attempt, let since, _) = state else { return [] }
        failures = now - since >= stable ? 1 : failures.addingReportingOverflow(1).partialValue
        return [.close] + wait(error, nil, now, jitter)
    }

    mutating func retryDue(attempt: Int) -> [Action] {
        guard case .waiting(attempt, let error, _) = state else { return [] }
        return connect(previous: error)
    }

    /// An attempt that had timed out came back: the host answers again.
    mutating func lateReturn() -> [Action] {
        guard case .waiting(_, let error, _) = state else { return [] }
        return connect(previous: error)
    }

    /// The host is known to answer: a wait ends, and calls wait for the attempt instead of being refused.
    mutating func hurry() -> [Action] {
        switch state {
        case .waiting: return connect(previous: nil)
        case .connecting(let attempt, _?):
            state = .connecting(attempt: attempt, previous: nil)
            return []
        case .idle, .connecting, .connected, .stopped: return []
        }
    }

    mutating func shutdown(_ error: LibvirtError) -> [Action] {
        let before = state
        guard before != .stopped else { return [] }
        state = .stopped
        if case .connected = before { return [.fail(error), .close, .publish(.stopped)] }
        return [.fail(error), .publish(.stopped)]
    }

    /// The state as the public sees it.
    var status: ConnectionStatus {
        switch state {
        case .idle: .idle
        case .connecting: .connecting
        case .connected(_, let since, let receivesEvents): .connected(since: since, receivesEvents: receivesEvents)
        case .waiting(_, let error, let retryAt): .disconnected(error, retryAt: retryAt)
        case .stopped: .stopped
        }
    }

    private func isConnecting(_ attempt: Int) -> Bool {
        if case .connecting(attempt, _) = state { true } else { false }
    }

    private mutating func connect(previous: LibvirtError?) -> [Action] {
        attempts = attempts.addingReportingOverflow(1).partialValue
        state = .connecting(attempt: attempts, previous: previous)
        return [.publish(status), .open(attempt: attempts)]
    }

    private mutating func wait(
        _ error: LibvirtError, _ delay: Duration?, _ now: ContinuousClock.Instant, _ jitter: Double
    ) -> [Action] {
        let retryAt = now.advanced(by: delay ?? backoff.delay(failures: failures, jitter: jitter))
        state = .waiting(attempt: attempts, error, retryAt: retryAt)
        return [.fail(error), .publish(status), .retry(attempt: attempts, at: retryAt)]
    }
}
