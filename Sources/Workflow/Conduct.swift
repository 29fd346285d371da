import FoundationEssentials

/// How executions behave: waits between retries, what watches them, where tests step in.
public struct Conduct: Sendable {
    /// A place in a step where the process could die.
    public struct Point: Hashable, Sendable, CustomStringConvertible {
        public enum Moment: String, CaseIterable, Sendable {
            /// Journaled as started, not yet acted.
            case before
            /// Acted, not yet recorded.
            case acted
            /// Recorded.
            case after
            /// About to undo.
            case undo
        }
        public var kind: String
        public var step: String
        public var moment: Moment

        public init(kind: String, step: String, moment: Moment) {
            self.kind = kind
            self.step = step
            self.moment = moment
        }

        /// `vm.create.v1/define/acted`
        public var description: String { "\(kind)/\(step)/\(moment.rawValue)" }
    }

    /// How often a step past the point of no return, or an undo, is tried again before the operation is stuck.
    public var retries: Int
    /// The wait before the n-th retry, counted from 0.
    public var backoff: @Sendable (Int) -> Duration
    public var clock: any Clock<Duration>
    public var progress: @Sendable (UUID, Double, String) -> Void
    /// Called at every point; an error thrown here counts as the step's own.
    public var probe: @Sendable (Point) async throws -> Void

    public init(
        retries: Int = 5,
        backoff: @escaping @Sendable (Int) -> Duration = { .milliseconds(200 << min($0, 6)) },
        clock: any Clock<Duration> = ContinuousClock(),
        progress: @escaping @Sendable (UUID, Double, String) -> Void = { _, _, _ in },
        probe: @escaping @Sendable (Point) async throws -> Void = { try await Failpoints.hit($0) }
    ) {
        self.retries = retries
        self.backoff = backoff
        self.clock = clock
        self.progress = progress
        self.probe = probe
    }

    /// Runs `body`, and again after a wait when it fails, at most `retries` times more.
    func retrying<Value: Sendable>(
        _ retries: Int, unless control: Control? = nil, _ body: () async throws -> Value
    ) async throws -> Value {
        var attempt = 0
        while true {
            do {
                return try await body()
            } catch {
                if error is Halt || attempt >= retries { throw error }
                if control?.isInterrupted == true { throw Halt.interrupted }
                try await clock.sleep(for: backoff(attempt))
                attempt += 1
            }
        }
    }
}
