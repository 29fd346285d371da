import Synchronization

/// The two ways to end a running operation early: cancel (unwind it) and interrupt (leave it for the next start).
public final class Control: Sendable {
    private struct State {
        var cancelled = false
        var interrupted = false
    }
    private let state = Mutex(State())

    public init(cancelled: Bool = false) {
        state.withLock { $0.cancelled = cancelled }
    }

    /// Asks to unwind before the next step. Without effect past the point of no return.
    public func cancel() { state.withLock { $0.cancelled = true } }
    /// Asks to stop between two steps; the journal stays as it is.
    public func interrupt() { state.withLock { $0.interrupted = true } }

    public var isCancelled: Bool { state.withLock { $0.cancelled } }
    public var isInterrupted: Bool { state.withLock { $0.interrupted } }
}
