import ApusModel
import Placement

/// How much of a host may be promised.
public struct Overcommit: Hashable, Sendable {
    /// Virtual CPUs per thread of the host.
    public var cpus: Double
    /// Memory promised per byte there is.
    public var memory: Double
    /// Bytes kept for the host itself.
    public var memoryReserved: Int64

    public init(cpus: Double = 4, memory: Double = 1, memoryReserved: Int64 = 512 << 20) {
        self.cpus = cpus
        self.memory = memory
        self.memoryReserved = memoryReserved
    }

    /// The host as placement sees it.
    func candidate(_ host: Host) -> Candidate {
        Candidate(
            id: host.id, name: host.name, cpus: scaled(Int64(host.cpus), cpus),
            memory: Int64(scaled(max(host.memory - memoryReserved, 0), memory)), cpusAllocated: host.cpusAllocated,
            memoryAllocated: host.memoryAllocated, cpusPerMachine: host.cpus, arch: host.arch,
            closed: host.state == .up ? nil : "the host does not answer" + (host.fault.map { ": \($0)" } ?? ""))
    }

    /// `value` times `ratio`, rounded down, never trapping on a senseless ratio.
    private func scaled(_ value: Int64, _ ratio: Double) -> Int {
        Int(exactly: (Double(value) * ratio).rounded(.down)) ?? Int(clamping: value)
    }
}
