import FoundationEssentials

/// Measures a host and all that runs there.
public protocol StatisticsDriver: Sendable {
    /// All counters as they are now, in one call that waits for no single machine.
    func measure() async throws -> HostSample
}

/// The counters of a host at one moment.
public struct HostSample: Sendable {
    /// When they were read; rates are computed by this clock, which never jumps.
    public var instant: ContinuousClock.Instant
    public var host: Counters
    /// Machines that run.
    public var machines: [UUID: Counters]

    public init(instant: ContinuousClock.Instant, host: Counters, machines: [UUID: Counters]) {
        self.instant = instant
        self.host = host
        self.machines = machines
    }
}

/// What a hypervisor counts of a machine, or of the whole host. Nil is what it does not tell.
public struct Counters: Hashable, Sendable {
    /// Nanoseconds of processor time that were used.
    public var cpuTime: UInt64?
    /// Nanoseconds that there were to use; nil where that is the time that passed times the processors.
    public var cpuCapacity: UInt64?
    /// Bytes in use now, the only one that is no counter.
    public var memoryUsed: UInt64?
    /// Bytes and requests, summed over all disks.
    public var diskRead: UInt64?
    public var diskWrite: UInt64?
    public var diskReadOps: UInt64?
    public var diskWriteOps: UInt64?
    /// Bytes, summed over all network interfaces, as the guest sees them.
    public var netReceive: UInt64?
    public var netTransmit: UInt64?

    public init() {}
}
