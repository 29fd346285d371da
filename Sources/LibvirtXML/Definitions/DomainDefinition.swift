/// A domain to define or start, as plain values; `element()` turns it into XML.
///
/// Direct and without policy: each property is one element of libvirt's formatdomain, and what is nil or empty is not
/// written, so that libvirt's own default holds.
public struct DomainDefinition: Hashable, Sendable {
    public var type: DomainType
    public var name: String
    /// nil lets libvirt choose one.
    public var uuid: String?
    public var title: String?
    public var description: String?
    /// Elements of other programs, each declaring its namespace.
    public var metadata: [Element] = []

    /// The most memory, in bytes; a multiple of 1 KiB.
    public var maximumMemory: Int64
    /// The memory at the start, in bytes; nil is all of it.
    public var currentMemory: Int64?
    public var maximumVCPUs: Int
    /// The virtual CPUs at the start; nil is all of them.
    public var currentVCPUs: Int?

    public var os = OperatingSystem()
    public var features: [Feature] = []
    /// Whether the guest is told that its host speaks Hyper-V's language, which Windows is faster with; with KVM only.
    public var hasHyperV = false
    public var cpu: CPU?
    public var clock: Clock?
    public var onPowerOff: Action?
    public var onReboot: Action?
    public var onCrash: Action?

    public var devices = Devices()

    public init(type: DomainType, name: String, memory: Int64, vcpus: Int) {
        self.type = type
        self.name = name
        self.maximumMemory = memory
        self.maximumVCPUs = vcpus
    }
}

/// The kinds of hypervisor behind a domain. An open set: libvirt knows more.
public struct DomainType: RawRepresentable, Hashable, Sendable {
    public var rawValue: String

    public init(rawValue: String) { self.rawValue = rawValue }

    /// QEMU with the host's processor.
    public static let kvm = DomainType(rawValue: "kvm")
    /// QEMU emulating the processor.
    public static let qemu = DomainType(rawValue: "qemu")
    /// libvirt's driver without a hypervisor, for tests.
    public static let test = DomainType(rawValue: "test")
}

extension DomainDefinition {
    public struct OperatingSystem: Hashable, Sendable {
        /// `hvm` for a full machine.
        public var type = "hvm"
        /// nil is the host's.
        public var architecture: String?
        /// Such as `q35`; nil is libvirt's default, which for x86 is the old `pc`.
        public var machine: String?
        /// nil is the machine's own, a BIOS on x86.
        public var firmware: Firmware?
        /// The order of kinds of devices; it excludes an order of single devices.
        public var boot: [BootDevice] = []
        /// A kernel to load without firmware.
        public var kernel: Kernel?

        public init() {}
    }

    /// What a machine starts with; libvirt picks the file.
    public enum Firmware: Hashable, Sendable {
        case bios
        /// UEFI; secure boot on, off, or as libvirt likes.
        case uefi(secureBoot: Bool?)
    }

    public enum BootDevice: String, Hashable, Sendable {
        case disk = "hd"
        case cdrom
        case network
        case floppy = "fd"
    }

    /// A kernel that the hypervisor loads itself, by paths on the host.
    public struct Kernel: Hashable, Sendable {
        public var path: String
        public var initialRAMDisk: String?
        public var commandLine: String?

        public init(path: String, initialRAMDisk: String? = nil, commandLine: String? = nil) {
            self.path = path
            self.initialRAMDisk = initialRAMDisk
            self.commandLine = commandLine
        }
    }

    public enum Feature: String, Hashable, Sendable {
        case acpi, apic, pae
    }

    public struct CPU: Hashable, Sendable {
        public var mode: CPUMode
        public var topology: CPUTopology?

        public init(_ mode: CPUMode, topology: CPUTopology? = nil) {
            self.mode = mode
            self.topology = topology
        }
    }

    public enum CPUMode: Hashable, Sendable {
        /// The host's processor as it is; with KVM only.
        case hostPassthrough
        /// The nearest named model to the host's.
        case hostModel
        /// All that the hypervisor can give.
        case maximum
        /// A named model.
        case custom(model: String)
    }

    public enum Clock: String, Hashable, Sendable {
        case utc, localtime
    }

    /// What becomes of a domain when its guest ends so.
    public enum Action: String, Hashable, Sendable {
        case destroy, restart, preserve
        case renameRestart = "rename-restart"
    }
}
