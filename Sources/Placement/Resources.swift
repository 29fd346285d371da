/// Amounts of what hosts have and machines take: virtual CPUs, bytes of memory, bytes of disk.
public struct Resources: Codable, Hashable, Sendable {
    public var cpus: Int64
    public var memory: Int64
    public var disk: Int64

    public init(cpus: Int64, memory: Int64, disk: Int64 = 0) {
        (self.cpus, self.memory, self.disk) = (cpus, memory, disk)
    }

    public static let zero = Resources(cpus: 0, memory: 0)
    /// An amount that is not known and not limited.
    public static let unlimited = Int64.max

    /// Whether `other` is at most this in each.
    func holds(_ other: Resources) -> Bool { other.cpus <= cpus && other.memory <= memory && other.disk <= disk }

    /// The larger of both in each.
    func union(_ other: Resources) -> Resources {
        Resources(cpus: max(cpus, other.cpus), memory: max(memory, other.memory), disk: max(disk, other.disk))
    }

    /// No amount below zero: a senseless demand asks for nothing.
    var clamped: Resources { union(.zero) }

    /// The nearest numbers there are: hosts tell the figures, and a senseless one must not trap.
    public static func + (left: Resources, right: Resources) -> Resources {
        Resources(
            cpus: left.cpus.adding(right.cpus), memory: left.memory.adding(right.memory),
            disk: left.disk.adding(right.disk))
    }

    public static func - (left: Resources, right: Resources) -> Resources {
        Resources(
            cpus: left.cpus.removing(right.cpus), memory: left.memory.removing(right.memory),
            disk: left.disk.removing(right.disk))
    }
}

extension Int64 {
    fileprivate func adding(_ other: Int64) -> Int64 {
        if self == Resources.unlimited { return self }
        let (sum, overflow) = addingReportingOverflow(other)
        return overflow ? (other < 0 ? .min : .max) : sum
    }

    fileprivate func removing(_ other: Int64) -> Int64 {
        if self == Resources.unlimited { return self }
        let (rest, overflow) = subtractingReportingOverflow(other)
        return overflow ? (other < 0 ? .max : .min) : rest
    }
}

/// How much of a host may be promised: `(there is − reserved) × ratio`, rounded down.
public struct Overcommitment: Codable, Hashable, Sendable {
    /// Promised per one that is there.
    public var cpuRatio: Double
    public var memoryRatio: Double
    public var diskRatio: Double
    /// Kept for the host itself: whole CPUs, bytes, bytes.
    public var reserved: Resources

    public init(cpuRatio: Double = 1, memoryRatio: Double = 1, diskRatio: Double = 1, reserved: Resources = .zero) {
        (self.cpuRatio, self.memoryRatio, self.diskRatio) = (cpuRatio, memoryRatio, diskRatio)
        self.reserved = reserved
    }

    /// What may be promised of `total`. An unlimited amount stays so.
    public func capacity(of total: Resources) -> Resources {
        Resources(
            cpus: Self.scaled(total.cpus, reserved.cpus, cpuRatio),
            memory: Self.scaled(total.memory, reserved.memory, memoryRatio),
            disk: Self.scaled(total.disk, reserved.disk, diskRatio))
    }

    private static func scaled(_ total: Int64, _ reserved: Int64, _ ratio: Double) -> Int64 {
        guard total != Resources.unlimited else { return total }
        let rest = max(total.removing(max(reserved, 0)), 0)
        // One below the largest: a product beyond all numbers is large, but it is not "unlimited".
        return Int64(exactly: (Double(rest) * ratio).rounded(.down)) ?? Resources.unlimited - 1
    }
}
