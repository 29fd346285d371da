import FoundationEssentials

/// The closed list of states; `nativeState` keeps the hypervisor's own word.
public enum VirtualMachineState: String, Codable, Sendable, CaseIterable {
    case running, paused, starting, stopping, off, saved, crashed, migrating, unknown

    /// Whether the guest's processor or memory is in use.
    public var isActive: Bool {
        switch self {
        case .running, .paused, .starting, .stopping, .migrating: true
        case .off, .saved, .crashed, .unknown: false
        }
    }
}

/// A virtual machine on one host. Its identity is the pair of host and libvirt UUID.
public struct VirtualMachine: Codable, Hashable, Sendable, Identifiable {
    /// libvirt's UUID.
    public var id: UUID
    public var name: String
    public var host: UUID
    public var hostName: String
    public var state: VirtualMachineState
    public var nativeState: String = ""
    public var cpus: Int = 0
    /// What the guest may use now, in bytes.
    public var memory: Int64 = 0
    /// How many CPUs it may get without a restart.
    public var maximumCPUs: Int = 0
    /// How much memory it may get without a restart, in bytes.
    public var maximumMemory: Int64 = 0
    /// One line.
    public var title: String?
    public var description: String?
    public var tags: [String] = []
    /// What it asked of its host; nil where it asked nothing.
    public var placement: PlacementRules?
    public var arch: String = ""
    public var machine: String = ""
    /// `kvm`, `tcg` or the driver's own word (`test`, `lxc`, `xen`).
    public var accelerator: String = ""
    /// The mode or the name of its CPU model: `host-model`, `Skylake-Client`.
    public var cpuModel: String?
    /// `bios` or `uefi`; nil where it has none.
    public var firmware: String?
    /// Kinds of displays: `vnc`, `spice`.
    public var graphics: [String] = []
    /// Models of video cards.
    public var video: [String] = []
    /// Targets of disks and MAC addresses of NICs, or kinds of devices (`hd`, `cdrom`, `network`), in their order.
    public var bootOrder: [String] = []
    public var disks: [Disk] = []
    public var nics: [NIC] = []
    /// Devices of the host that it has.
    public var hostDevices: [AttachedHostDevice] = []
    public var addresses: [GuestAddress] = []
    /// How many snapshots it has.
    public var snapshots: Int = 0
    public var autostart: Bool = false
    /// Its place, from 1, among machines that are started together; nil for one that has none. Hosts start machines in no
    /// order.
    public var startOrder: Int?
    /// Seconds between its start and the next one's.
    public var startDelay: Int?
    /// Whether deleting it is refused.
    public var deleteProtection: Bool = false
    /// Whether starting it is refused.
    public var startProtection: Bool = false
    public var persistent: Bool = true
    /// Whether Apus made or adopted it; others are shown, started and stopped, and never rewritten.
    public var managed: Bool = false
    /// Whether it was made by others, and handed to Apus later.
    public var adopted: Bool = false
    public var image: String?
    public var instanceType: String?
    public var createdAt: Date?
    public var createdBy: String?
    /// Volumes Apus made for it: `pool/volume`. They go when it is deleted.
    public var volumes: [String] = []
    /// The guest's agent; nil while it does not run, and where the hypervisor has none.
    public var agent: GuestAgentState?
    /// Whether it is a template: never started, its disks are what other machines are made from.
    public var template: Bool = false
    /// The template whose disks its own are laid over.
    public var linkedTo: UUID?
    /// The machine that it was made as a full copy of.
    public var clonedFrom: UUID?
    /// The operation that changes it now.
    public var operation: UUID?
    /// Since when its host has not answered; nil while the row is live.
    public var staleSince: Date?

    public init(id: UUID, name: String, host: UUID, hostName: String, state: VirtualMachineState) {
        self.id = id
        self.name = name
        self.host = host
        self.hostName = hostName
        self.state = state
    }

    /// What makes a row unique: the same UUID may live on two hosts.
    public struct Key: Codable, Hashable, Sendable, Comparable {
        public var host: UUID
        public var id: UUID

        public init(host: UUID, id: UUID) {
            self.host = host
            self.id = id
        }

        public static func < (lhs: Key, rhs: Key) -> Bool {
            lhs.id != rhs.id ? lhs.id < rhs.id : lhs.host < rhs.host
        }
    }

    public var key: Key { Key(host: host, id: id) }
}

/// A disk or drive of a VM.
public struct Disk: Codable, Hashable, Sendable {
    public enum Device: String, Codable, Sendable { case disk, cdrom, floppy, lun }

    public var device: Device
    /// The guest's name for it: `vda`.
    public var target: String
    public var bus: String?
    /// Path, or `pool/volume`, or `protocol:name`; nil for an empty drive.
    public var source: String?
    public var format: String?
    public var readOnly: Bool
    /// Bytes the guest sees, and bytes taken on the host; nil while nobody has looked.
    public var capacity: Int64?
    public var allocation: Int64?
    /// The place in the boot order, from 1.
    public var bootOrder: Int?
    public var serial: String?
    /// The host's cache mode; nil is the hypervisor's own.
    public var cache: String?
    /// What the guest may take of it; nil without limits.
    public var limits: DiskLimits?

    public init(
        device: Device, target: String, bus: String? = nil, source: String? = nil, format: String? = nil,
        readOnly: Bool = false
    ) {
        self.device = device
        self.target = target
        self.bus = bus
        self.source = source
        self.format = format
        self.readOnly = readOnly
    }
}

/// A network interface of a VM.
public struct NIC: Codable, Hashable, Sendable {
    public var mac: String
    /// `network`, `bridge`, `direct`, `user`, …
    public var type: String
    /// The network's or bridge's name.
    public var source: String?
    public var model: String?
    /// Whether the cable is in.
    public var linkUp: Bool = true
    /// The network filter of libvirt that guards it.
    public var filter: String?
    /// To the guest.
    public var inbound: Bandwidth?
    /// From the guest.
    public var outbound: Bandwidth?

    public init(mac: String, type: String, source: String? = nil, model: String? = nil) {
        self.mac = mac
        self.type = type
        self.source = source
        self.model = model
    }
}

/// An address of a guest and how Apus learned it.
public struct GuestAddress: Codable, Hashable, Sendable {
    public enum Source: String, Codable, Sendable, CaseIterable { case agent, lease, arp }

    public var address: String
    public var mac: String?
    public var source: Source

    public init(address: String, mac: String?, source: Source) {
        self.address = address
        self.mac = mac
        self.source = source
    }
}
