import XML

/// One virtual machine as an OVF descriptor tells it: what it needs to run, and which files hold its disks.
///
/// Source: DMTF DSP0243, Open Virtualization Format 1.1 and 2.1. What a descriptor says beyond this is left out.
public struct Appliance: Hashable, Sendable {
    /// A disk, in the order in which the machine has them.
    public struct Disk: Hashable, Sendable {
        /// The file in the package; nil for an empty disk.
        public var file: String?
        /// Bytes that the guest sees.
        public var capacity: Int64
        /// The bus of its controller.
        public var bus: Bus

        public init(file: String?, capacity: Int64, bus: Bus = .sata) {
            self.file = file
            self.capacity = capacity
            self.bus = bus
        }
    }

    public enum Bus: String, Hashable, Sendable { case ide, scsi, sata }

    /// A network card.
    public struct NIC: Hashable, Sendable {
        /// The name that the package gives the network; it means nothing on another host.
        public var network: String
        /// `E1000`, `VirtIO`, `VmxNet3`, …; nil where the descriptor names none.
        public var model: String?

        public init(network: String, model: String? = nil) {
            self.network = network
            self.model = model
        }
    }

    public var name: String
    public var description: String?
    public var cpus: Int
    /// Bytes.
    public var memory: Int64
    public var disks: [Disk]
    public var nics: [NIC]
    /// Whether it boots by UEFI, as VMware's extra configuration tells.
    public var isUEFI: Bool

    public init(
        name: String, description: String? = nil, cpus: Int, memory: Int64, disks: [Disk], nics: [NIC],
        isUEFI: Bool = false
    ) {
        self.name = name
        self.description = description
        self.cpus = cpus
        self.memory = memory
        self.disks = disks
        self.nics = nics
        self.isUEFI = isUEFI
    }
}

/// Why a package cannot be used.
public struct OVFError: Error, Hashable, Sendable, CustomStringConvertible {
    public var description: String

    public init(_ description: String) { self.description = description }
}
