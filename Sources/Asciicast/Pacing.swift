/// When each event of a recording is due, with the waits between them made shorter.
public struct Pacing: Sendable {
    /// Times as fast; above 0.
    public var speed: Double
    /// The longest wait between two events, in microseconds of the recording; nil for those that were.
    public var idleLimit: Int64?
    private var last: Int64 = 0
    private var skipped: Int64 = 0

    public init(speed: Double = 1, idleLimit: Int64? = nil) {
        self.speed = speed > 0 && speed.isFinite ? speed : 1
        self.idleLimit = idleLimit
    }

    /// How long after the begin of the replay an event is due, in microseconds. Times never go back.
    public mutating func due(_ time: Int64) -> Int64 {
        let gap = max(time - last, 0)
        if let idleLimit, gap > idleLimit { skipped += gap - max(idleLimit, 0) }
        last = max(last, time)
        return Int64(Double(last - skipped) / speed)
    }
}
