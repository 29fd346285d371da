import ApusCore
import FoundationEssentials
import Libvirt

/// Measures a libvirt host. It has a connection of its own: a QEMU that does not answer its monitor holds the call up.
struct LibvirtStatistics: StatisticsDriver {
    let lanes: Lanes

    func measure() async throws -> HostSample {
        try await mappingErrors {
            try await lanes.statistics.perform("measure", deadline: .seconds(8)) { try $0.measure() }
        }
    }
}

extension Connection {
    func measure() throws -> HostSample {
        let host = Counters(host: try? cpuStatistics(), memory: try? memoryStatistics())
        let machines = try statisticsOfRunning()
        return HostSample(instant: .now, host: host, machines: machines.mapValues(Counters.init(domain:)))
    }

    /// None where the driver cannot count. Old ones do not know that they must not wait.
    private func statisticsOfRunning() throws -> [UUID: TypedParameters] {
        let groups: StatisticsGroups = [.cpu, .balloon, .interface, .block]
        let patient = try ifSupported { try allDomainStatistics(groups, [.active, .noWait]) }
        return try patient ?? ifSupported { try allDomainStatistics(groups, [.active]) } ?? [:]
    }
}

extension Counters {
    /// The most disks or interfaces that are summed up.
    private static let devices = 1024

    /// Missing fields are normal: they depend on driver, guest and state.
    init(domain fields: TypedParameters) {
        self.init()
        cpuTime = fields["cpu.time"]?.unsigned
        memoryUsed = Self.memory(fields)
        diskRead = Self.sum(fields, "block", "rd.bytes")
        diskWrite = Self.sum(fields, "block", "wr.bytes")
        diskReadOps = Self.sum(fields, "block", "rd.reqs")
        diskWriteOps = Self.sum(fields, "block", "wr.reqs")
        netReceive = Self.sum(fields, "net", "rx.bytes")
        netTransmit = Self.sum(fields, "net", "tx.bytes")
    }

    /// `kernel` and `user` of all there is.
    init(host times: [String: UInt64]?, memory: [String: UInt64]?) {
        self.init()
        if let times, let kernel = times["kernel"], let user = times["user"] {
            cpuTime = kernel.addingCapped(user)
            cpuCapacity = ["idle", "iowait", "intr"].reduce(kernel.addingCapped(user)) {
                $0.addingCapped(times[$1] ?? 0)
            }
        }
        guard let memory, let total = memory["total"], let free = memory["free"] else { return }
        let spare = free.addingCapped(memory["buffers"] ?? 0).addingCapped(memory["cached"] ?? 0)
        memoryUsed = total.subtractingCapped(spare)
    }

    /// What the guest itself says, without what it could give back at once; else what its process takes of the host.
    private static func memory(_ fields: TypedParameters) -> UInt64? {
        func bytes(_ name: String) -> UInt64? {
            fields["balloon." + name]?.unsigned.map { $0.multipliedReportingOverflow(by: 1024) }
                .flatMap { $0.overflow ? nil : $0.partialValue }
        }
        guard let available = bytes("available"), let free = bytes("usable") ?? bytes("unused") else {
            return bytes("rss")
        }
        return available.subtractingCapped(free)
    }

    /// nil where no device tells.
    private static func sum(_ fields: TypedParameters, _ group: String, _ counter: String) -> UInt64? {
        let count = Int(clamping: min(fields[group + ".count"]?.unsigned ?? 0, UInt64(devices)))
        return (0..<count).reduce(nil) { sum, index in
            guard let value = fields["\(group).\(index).\(counter)"]?.unsigned else { return sum }
            return (sum ?? 0).addingCapped(value)
        }
    }
}

extension UInt64 {
    fileprivate func addingCapped(_ other: UInt64) -> UInt64 {
        let (sum, overflow) = addingReportingOverflow(other)
        return overflow ? .max : sum
    }

    fileprivate func subtractingCapped(_ other: UInt64) -> UInt64 {
        self > other ? subtractingReportingOverflow(other).partialValue : 0
    }
}
