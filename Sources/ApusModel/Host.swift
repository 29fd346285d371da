import FoundationEssentials

/// A physical machine (or a virtual one that runs others) which a provider brings.
public struct Host: Codable, Hashable, Sendable, Identifiable {
    public enum State: String, Codable, Sendable, CaseIterable { case up, unreachable }

    /// What an administrator decided: in neither does it take new machines.
    public enum Mode: String, Codable, Sendable, CaseIterable {
        /// It is worked on; its machines may be moved away.
        case maintenance
        case disabled
    }

    public var id: UUID
    public var number: Int64
    public var name: String
    public var provider: UUID
    public var providerName: String
    public var state: State = .up
    /// nil for a host that takes machines.
    public var mode: Mode?
    public var fault: String?
    /// When the host last answered; its rows are as old as this.
    public var lastSeen: Date?
    public var arch: String = ""
    public var cpus: Int = 0
    public var cpuModel: String = ""
    /// Bytes of memory in the machine.
    public var memory: Int64 = 0
    public var memoryFree: Int64 = 0
    public var hypervisor: String = ""
    public var hypervisorVersion: String = ""
    public var libvirtVersion: String = ""
    /// The accelerators that truly work there, best first.
    public var accelerators: [Accelerator] = []
    /// What is wrong or noteworthy, in words (KVM present but unusable, no network, …).
    public var warnings: [String] = []
    /// Virtual CPUs and memory promised to VMs there: those that run and those in creation.
    public var cpusAllocated: Int = 0
    public var memoryAllocated: Int64 = 0
    public var vms: [String] = []
    /// What Apus can do there; empty where that is not known.
    public var capabilities: [HostCapability] = []
    /// What an administrator chose for this host.
    public var labels: [String: String] = [:]
    public var overcommit: HostSettings.Overcommit?
    public var reserved: HostSettings.Reserved?

    public init(id: UUID, number: Int64, name: String, provider: UUID, providerName: String) {
        self.id = id
        self.number = number
        self.name = name
        self.provider = provider
        self.providerName = providerName
    }
}
