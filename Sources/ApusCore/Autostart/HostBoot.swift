import ApusModel
import FoundationEssentials

/// What tells one boot of a host from the next. libvirt has no word for it: neither an uptime nor a boot id.
public struct HostBoot: Codable, Hashable, Sendable {
    /// The kernel's own name of the boot (random(4), `boot_id`); nil where the host's files cannot be read.
    public var id: String?
    /// Processor time the host has spent since it booted, in nanoseconds: it never shrinks while the host is up.
    public var busyTime: UInt64?

    public init(id: String? = nil, busyTime: UInt64? = nil) {
        self.id = id
        self.busyTime = busyTime
    }

    /// Whether the host has booted since `earlier` was read. What cannot be compared counts as the same boot.
    public func isNew(after earlier: HostBoot) -> Bool {
        if let id, let other = earlier.id { return id != other }
        if let busyTime, let other = earlier.busyTime { return busyTime < other }
        return false
    }

    /// Whether it says so much more than what is stored that it is worth a write: another way of telling, or a twentieth more time.
    func outgrows(_ stored: HostBoot) -> Bool {
        if id != stored.id { return true }
        guard id == nil, let busyTime, let other = stored.busyTime else {
            return id == nil && busyTime != stored.busyTime
        }
        return busyTime > other && busyTime.subtractingReportingOverflow(other).partialValue > other / 20
    }
}

/// Tells which boot a host is in. Throws ``DriverError``.
public protocol BootDriver: Sendable {
    func boot() async throws -> HostBoot
}

/// The last known boot of a host, and what is still to be started for it.
public struct BootRecord: Codable, Hashable, Sendable {
    public var boot: HostBoot
    /// Names this boot in the idempotency keys of its starts, so that none is made twice.
    public var id: UUID
    /// When it was first seen: whoever worked on a machine since then has it in hand.
    public var seenAt: Date
    /// Machines that are still to come, in order.
    public var waiting: [UUID]

    public init(boot: HostBoot, id: UUID, seenAt: Date, waiting: [UUID] = []) {
        self.boot = boot
        self.id = id
        self.seenAt = seenAt
        self.waiting = waiting
    }
}

/// Where boots are kept. Everything is on disk when a call returns.
public protocol BootStore: Sendable {
    func bootRecord(of host: UUID) async throws -> BootRecord?
    func save(_ record: BootRecord, of host: UUID) async throws
}
