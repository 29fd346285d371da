import Synchronization

/// A clock that only moves when a test says so, or (eager) jumps to whatever is waited for. Nobody ever really waits.
public final class ManualClock: Clock {
    public struct Instant: InstantProtocol {
        var offset: Swift.Duration

        public func advanced(by duration: Swift.Duration) -> Instant { Instant(offset: offset + duration) }
        public func duration(to other: Instant) -> Swift.Duration { other.offset - offset }
        public static func < (lhs: Instant, rhs: Instant) -> Bool { lhs.offset < rhs.offset }
    }

    private struct Sleeper {
        var deadline: Instant
        var continuation: CheckedContinuation<Void, any Error>
    }

    private struct State {
        var now = Instant(offset: .zero)
        var sleepers: [Int: Sleeper] = [:]
        var cancelled: Set<Int> = []
        var tickets = 0
        var waits: [Swift.Duration] = []
    }

    private let isEager: Bool
    private let state = Mutex(State())

    /// - Parameter isEager: whether a sleep moves the time to its end by itself.
    public init(isEager: Bool = false) { self.isEager = isEager }

    public var now: Instant { state.withLock { $0.now } }
    public var minimumResolution: Swift.Duration { .zero }
    /// How long everybody asked to sleep, in order.
    public var waits: [Swift.Duration] { state.withLock { $0.waits } }
    /// How many sleep now.
    public var sleepers: Int { state.withLock { $0.sleepers.count } }

    /// Moves the time and wakes those whose deadline came.
    public func advance(by duration: Swift.Duration) {
        let due = state.withLock { state in
            state.now = state.now.advanced(by: duration)
            let due = state.sleepers.filter { $0.value.deadline <= state.now }
            for id in due.keys { state.sleepers[id] = nil }
            return due.values.map(\.continuation)
        }
        due.forEach { $0.resume() }
    }

    public func sleep(until deadline: Instant, tolerance: Swift.Duration?) async throws {
        let ticket = state.withLock { state in
            state.tickets += 1
            state.waits.append(state.now.duration(to: deadline))
            if isEager { state.now = max(state.now, deadline) }
            return state.tickets
        }
        await Task.yield()
        try Task.checkCancellation()
        try await withTaskCancellationHandler {
            try await withCheckedThrowingContinuation { register(ticket, .init(deadline: deadline, continuation: $0)) }
        } onCancel: {
            cancel(ticket)
        }
    }

    private func register(_ ticket: Int, _ sleeper: Sleeper) {
        let end: Result<Void, any Error>? = state.withLock { state in
            if state.cancelled.remove(ticket) != nil { return .failure(CancellationError()) }
            if sleeper.deadline <= state.now { return .success(()) }
            state.sleepers[ticket] = sleeper
            return nil
        }
        if let end { sleeper.continuation.resume(with: end) }
    }

    private func cancel(_ ticket: Int) {
        let sleeper = state.withLock { state in
            let sleeper = state.sleepers.removeValue(forKey: ticket)
            if sleeper == nil { state.cancelled.insert(ticket) }
            return sleeper
        }
        sleeper?.continuation.resume(throwing: CancellationError())
    }
}
