/// How long to wait between attempts to connect: doubling, with jitter so that many hosts do not return as one wave.
public struct Backoff: Hashable, Sendable {
    public var initial: Duration
    public var maximum: Duration

    /// - Parameters:
    ///   - initial: the longest wait before the first retry.
    ///   - maximum: the longest wait at all.
    public init(initial: Duration = .milliseconds(500), maximum: Duration = .seconds(30)) {
        self.initial = initial
        self.maximum = maximum
    }

    /// The wait after a number of failures in a row.
    /// - Parameter jitter: random, 0 to 1; the wait is half to all of the step.
    func delay(failures: Int, jitter: Double) -> Duration {
        let doublings = max(0, min(failures - 1, 20))
        return min(initial * (1 << doublings), maximum) * (0.5 + 0.5 * jitter)
    }
}
