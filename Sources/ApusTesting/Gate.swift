import Synchronization

/// A place where work waits until the test opens it.
public final class Gate: Sendable {
    private struct State {
        var isOpen = false
        var arrivals = 0
        var waiting: [AsyncStream<Void>.Continuation] = []
    }

    private let state = Mutex(State())

    public init() {}

    /// How many came here, waiting or not.
    public var arrivals: Int { state.withLock { $0.arrivals } }

    /// Lets all through that wait, and all that come.
    public func open() {
        let waiting = state.withLock { state in
            state.isOpen = true
            defer { state.waiting = [] }
            return state.waiting
        }
        waiting.forEach { $0.finish() }
    }

    /// Waits for the gate to open.
    /// - Throws: `CancellationError` when the task is cancelled first.
    public func wait() async throws {
        let (stream, continuation) = AsyncStream.makeStream(of: Void.self)
        state.withLock { state in
            state.arrivals += 1
            if state.isOpen { continuation.finish() } else { state.waiting.append(continuation) }
        }
        for await _ in stream {}
        try Task.checkCancellation()
    }
}

/// Waits until `condition` holds, and says whether it came to hold within the limit. An error is "not yet".
///
/// The limit is generous: it is only used up where something is wrong, and hundreds of tests may share two processors.
public func eventually(
    within limit: Duration = .seconds(60), _ condition: @Sendable () async throws -> Bool
) async -> Bool {
    let clock = ContinuousClock()
    let end = clock.now.advanced(by: limit)
    var pause = Duration.milliseconds(1)
    while (try? await condition()) != true {
        guard clock.now < end, !Task.isCancelled else { return false }
        // Polled, since what is waited for is anything a test can see; ever more rarely, so that waiting costs nothing.
        try? await Task.sleep(for: pause)
        pause = min(pause * 2, .milliseconds(32))
    }
    return true
}
