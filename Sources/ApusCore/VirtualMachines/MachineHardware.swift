import ApusModel
import FoundationEssentials

extension MachineDefinition {
    public struct Disk: Codable, Hashable, Sendable {
        public enum Device: String, Codable, Sendable { case disk, cdrom }

        public var path: String
        public var format: String
        public var readOnly: Bool
        public var device = Device.disk
        public var bus = CreateVirtualMachine.Disk.Bus.virtio
        public var serial: String?
        public var cache: CreateVirtualMachine.Disk.Cache?
        /// Whether blocks that the guest discards are freed.
        public var discard = true
        /// The place in the boot order, from 1; where no device has one, the first disk is booted.
        public var bootOrder: Int?

        public init(path: String, format: String, readOnly: Bool = false) {
            self.path = path
            self.format = format
            self.readOnly = readOnly
        }
    }

    public struct NIC: Codable, Hashable, Sendable {
        public enum Source: Codable, Hashable, Sendable {
            case network(String)
            case bridge(String, openVSwitch: Bool)
            /// A device of the host by macvtap.
            case device(String, mode: CreateVirtualMachine.NIC.Mode)
        }

        public var source: Source
        public var mac: String
        public var model = "virtio"
        public var filter: String?
        public var linkUp = true
        public var bootOrder: Int?

        public init(_ source: Source, mac: String) {
            self.source = source
            self.mac = mac
        }

        public init(network: String, mac: String) {
            self.init(.network(network), mac: mac)
        }
    }

    /// What the machine is beyond disks and interfaces. What is nil is the driver's standard for the host's architecture.
    public struct Hardware: Codable, Hashable, Sendable {
        public var os = CreateVirtualMachine.GuestSystem.linux
        public var architecture: String?
        public var machine: String?
        public var firmware: CreateVirtualMachine.Firmware?
        /// Only with UEFI.
        public var secureBoot = false
        /// An emulated TPM 2.0.
        public var tpm = false
        public var cpu: CreateVirtualMachine.CPU?
        public var maximumCPUs: Int?
        /// Bytes.
        public var maximumMemory: Int64?
        public var display = CreateVirtualMachine.Display.vnc
        public var video: String?
        public var title: String?

        public init() {}
    }
}

/// What a host can give machines, and how it would write one down.
public protocol HardwareDriver: Sendable {
    func capabilities() async throws -> MachineCapabilities
    /// The definition in the host's words, as ``VirtualMachineDriver/define(_:)`` would send it; nothing changes.
    func text(of definition: MachineDefinition) async throws -> String
}

/// Templates and rescues: machines whose next start is not an ordinary one.
public protocol TemplateDriver: Sendable {
    /// Marks a stopped machine as a template, its disks as read-only, or takes that away again. Repeating changes nothing.
    func setTemplate(_ id: UUID, _ isTemplate: Bool) async throws
    /// Starts a stopped machine once from a CD-ROM; its own definition stays as it is. A running one is left as it is.
    func startOnce(_ id: UUID, from disc: VolumeFacts) async throws
}
