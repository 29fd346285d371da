/// What a domain's XML says, as plain values (libvirt's formatdomain, read as 9.0 writes it).
///
/// Reading is forgiving: what is not there is nil or empty, what is not known is left out. To change a domain, edit its
/// `Element` instead, so that nothing is lost.
public struct DomainDescription: Hashable, Sendable {
    /// The kind of hypervisor: `kvm`, `qemu`, `test`, `lxc`, `xen`, …
    public var type: String
    /// The number libvirt gives a running domain; nil for one that is off.
    public var id: Int?
    public var name: String
    /// As libvirt writes it, in lower case.
    public var uuid: String?
    public var title: String?
    public var description: String?

    /// The most virtual CPUs this domain may have.
    public var maximumVCPUs: Int?
    /// The virtual CPUs it has now.
    public var currentVCPUs: Int?
    /// The most memory this domain may have, in bytes.
    public var maximumMemory: Int64?
    /// The memory the balloon aims at, in bytes.
    public var currentMemory: Int64?

    public var os: OperatingSystem
    public var cpu: CPU?
    /// The program that emulates the machine.
    public var emulator: String?

    public var disks: [Disk]
    public var interfaces: [Interface]
    public var graphics: [Graphics]
    public var serials: [CharacterDevice]
    public var consoles: [CharacterDevice]
    /// The channel of the QEMU guest agent; nil where the domain has none.
    public var agentChannel: AgentChannel?
    public var tpm: TPM?
    /// The models of the video cards.
    public var videos: [String]
    /// Whether the guest gets random numbers from its host.
    public var hasRandomSource: Bool
    public var balloon: Balloon?
    /// The USB and PCI devices of the host given to the guest.
    public var hostDevices: [HostDevice]

    /// The elements that programs keep beside the domain, each with its namespace declared.
    public var metadata: [Element]

    /// The metadata element of a namespace.
    public func metadata(namespace: String) -> Element? {
        metadata.first { $0.resolvedNamespace() == namespace }
    }
}

extension DomainDescription {
    /// What the guest boots, and on which machine.
    public struct OperatingSystem: Hashable, Sendable {
        /// `hvm` for full machines, `exe` for containers, `linux` or `xen` for paravirtual ones.
        public var type: String?
        public var architecture: String?
        /// The machine type, such as `pc-q35-7.2`.
        public var machine: String?
        /// nil where the domain has no firmware, as a container.
        public var firmware: Firmware?
        /// The order of kinds of devices; empty where devices have their own order.
        public var boot: [String]
        /// The kernel that is loaded directly, without firmware.
        public var kernel: String?
    }

    /// What a machine starts with.
    public enum Firmware: String, Hashable, Sendable {
        case bios, uefi
    }

    public struct CPU: Hashable, Sendable {
        /// `host-passthrough`, `host-model`, `maximum` or `custom`.
        public var mode: String?
        public var model: String?
        public var topology: CPUTopology?
    }

    public struct TPM: Hashable, Sendable {
        public var model: String?
        /// `emulator`, `passthrough`, …
        public var backend: String?
        public var version: String?
    }

    public struct Balloon: Hashable, Sendable {
        /// `virtio`, or `none` where it is switched off.
        public var model: String?
        /// How often the guest reports its memory, in seconds.
        public var statisticsPeriod: Int?
    }

    /// The channel through which the host talks to the guest agent.
    public struct AgentChannel: Hashable, Sendable {
        /// The UNIX socket on the host; nil for a domain that is off.
        public var path: String?
        /// Whether an agent has opened the guest's side; nil for a domain that is off.
        public var isConnected: Bool?
    }
}

/// How CPUs are grouped; the product of all is the number of CPUs.
public struct CPUTopology: Hashable, Sendable {
    public var sockets: Int
    public var dies: Int
    public var cores: Int
    public var threads: Int

    public init(sockets: Int, dies: Int = 1, cores: Int, threads: Int) {
        self.sockets = sockets
        self.dies = dies
        self.cores = cores
        self.threads = threads
    }

    init?(_ element: Element?) {
        guard let element else { return nil }
        func count(_ name: String) -> Int { element.attribute(name).flatMap { Int($0) } ?? 1 }
        self.init(sockets: count("sockets"), dies: count("dies"), cores: count("cores"), threads: count("threads"))
    }
}
