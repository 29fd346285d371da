import ApusModel
import Placement

/// How much of a host may be promised.
public struct Overcommit: Hashable, Sendable {
    /// Promised per thread, and per byte, that is there.
    public var cpus: Double
    public var memory: Double
    public var disk: Double
    /// Kept for the host itself: threads, bytes, bytes.
    public var cpusReserved: Int
    public var memoryReserved: Int64
    public var diskReserved: Int64
    /// What holds for hosts of a label.
    public var byLabel: [LabelOvercommit] = []

    public init(
        cpus: Double = 4, memory: Double = 1, disk: Double = 2, cpusReserved: Int = 0,
        memoryReserved: Int64 = 512 << 20,
        diskReserved: Int64 = 0
    ) {
        (self.cpus, self.memory, self.disk) = (cpus, memory, disk)
        (self.cpusReserved, self.memoryReserved, self.diskReserved) = (cpusReserved, memoryReserved, diskReserved)
    }

    /// What it means for one host: its own figures come first, then those of its labels, of which the most careful holds.
    func of(_ host: Host) -> Overcommitment {
        let named = byLabel.filter { host.placementLabels[$0.key] == $0.value }
        let (own, kept) = (host.overcommit, host.reserved)
        func ratio(_ field: KeyPath<HostSettings.Overcommit, Double?>, _ standard: Double) -> Double {
            own?[keyPath: field] ?? named.compactMap { $0.overcommit[keyPath: field] }.min() ?? standard
        }
        func reserve<Amount: Comparable>(_ field: KeyPath<HostSettings.Reserved, Amount?>, _ standard: Amount) -> Amount
        {
            kept?[keyPath: field] ?? named.compactMap { $0.reserved[keyPath: field] }.max() ?? standard
        }
        return Overcommitment(
            cpuRatio: ratio(\.cpu, cpus), memoryRatio: ratio(\.memory, memory), diskRatio: ratio(\.disk, disk),
            reserved: Resources(
                cpus: Int64(reserve(\.cpus, cpusReserved)), memory: reserve(\.memory, memoryReserved),
                disk: reserve(\.disk, diskReserved)))
    }

    /// What a host may promise of its processors and memory; disks are the pools' affair.
    func promises(of host: Host) -> Resources {
        of(host).capacity(of: Resources(cpus: Int64(host.cpus), memory: host.memory, disk: Resources.unlimited))
    }
}

extension Host {
    /// What a request may ask for with `placement.labels`.
    var placementLabels: [String: String] {
        let own = ["name": name, "provider": providerName, "arch": arch, "hypervisor": hypervisor]
        return labels.merging(own.filter { !$0.value.isEmpty }) { _, own in own }
    }

    /// Why the host takes no new machines; nil when it does.
    var closedToPlacement: String? {
        guard state == .up else { return "the host does not answer" + (fault.map { ": \($0)" } ?? "") }
        if let mode { return mode.refusal }
        return lacks(.create) ? "Apus makes no VMs with its driver (\(hypervisor))" : nil
    }
}
