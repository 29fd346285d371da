import FoundationEssentials

/// Time and identity, injected so that tests decide them.
public struct Ambient: Sendable {
    public var now: @Sendable () -> Date
    public var uuid: @Sendable () -> UUID
    public var clock: any Clock<Duration>

    public init(
        now: @escaping @Sendable () -> Date = { Date() }, uuid: @escaping @Sendable () -> UUID = { UUID() },
        clock: any Clock<Duration> = ContinuousClock()
    ) {
        self.now = now
        self.uuid = uuid
        self.clock = clock
    }
}
