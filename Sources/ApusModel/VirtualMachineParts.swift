import FoundationEssentials

/// What a create request says of the machine's parts.
extension CreateVirtualMachine {
    /// A disk: empty of `size` bytes, from an image, or an existing volume.
    public struct Disk: Codable, Hashable, Sendable {
        public enum Bus: String, Codable, Sendable, CaseIterable { case virtio, sata, scsi, ide, usb }
        public enum Cache: String, Codable, Sendable, CaseIterable {
            case none, writethrough, writeback, directsync, unsafe
        }
        public enum Format: String, Codable, Sendable, CaseIterable { case qcow2, raw }

        /// Bytes.
        public var size: Int64?
        public var pool: String?
        /// Of an empty disk; qcow2 when absent.
        public var format: Format?
        public var bus: Bus?
        public var cache: Cache?
        /// Whether blocks that the guest discards are freed; true when absent.
        public var discard: Bool?
        public var image: String?
        /// `pool/volume`, used as it is.
        public var volume: String?
        public var serial: String?

        public init(size: Int64? = nil) { self.size = size }
    }

    /// A network interface: on a network of the host, a bridge, or a device.
    public struct NIC: Codable, Hashable, Sendable {
        /// How a macvtap shares its device (libvirt's formatdomain, "Direct attachment").
        public enum Mode: String, Codable, Sendable, CaseIterable { case bridge, vepa, `private`, passthrough }

        public var network: String?
        public var bridge: String?
        /// Whether the bridge is one of Open vSwitch.
        public var openVSwitch: Bool?
        /// A network device of the host, by macvtap.
        public var device: String?
        public var mode: Mode?
        public var mac: String?
        /// Such as `virtio` or `e1000e`.
        public var model: String?
        /// A network filter of the host.
        public var filter: String?
        public var linkUp: Bool?

        public init(network: String? = nil) { self.network = network }
    }

    /// The guest's processor.
    public struct CPU: Codable, Hashable, Sendable {
        public enum Mode: String, Codable, Sendable, CaseIterable {
            case hostPassthrough = "host-passthrough"
            case hostModel = "host-model"
            case maximum
        }

        public var mode: Mode?
        /// A named model, instead of a mode.
        public var model: String?
        public var topology: Topology?

        public init(mode: Mode? = nil, model: String? = nil, topology: Topology? = nil) {
            self.mode = mode
            self.model = model
            self.topology = topology
        }
    }

    /// How the CPUs are grouped; the product is the number of CPUs.
    public struct Topology: Codable, Hashable, Sendable {
        public var sockets: Int
        public var dies: Int?
        public var cores: Int
        public var threads: Int

        public init(sockets: Int, dies: Int? = nil, cores: Int, threads: Int) {
            self.sockets = sockets
            self.dies = dies
            self.cores = cores
            self.threads = threads
        }

        /// nil where the product leaves every range.
        public var count: Int? {
            [dies ?? 1, cores, threads].reduce(sockets) { product, factor in
                let (next, overflow) = (product ?? 0).multipliedReportingOverflow(by: factor)
                return overflow ? nil : next
            }
        }
    }

    public enum GuestSystem: String, Codable, Sendable, CaseIterable { case linux, windows, other }
    public enum Firmware: String, Codable, Sendable, CaseIterable { case bios, uefi }
    public enum BootDevice: String, Codable, Sendable, CaseIterable { case disk, cdrom, network }

    /// Where the guest's screen can be seen: VNC on a UNIX socket, VNC or SPICE on the host's loopback, nowhere.
    public enum Display: String, Codable, Sendable, CaseIterable {
        case vnc
        case vncTCP = "vnc-tcp"
        case spice, none
    }
}

extension CloudInit {
    /// A file that the guest gets at its first start.
    public struct File: Codable, Hashable, Sendable {
        public var path: String
        public var content: String
        /// Octal, such as `0644`.
        public var permissions: String?
        /// `user` or `user:group`; root when absent.
        public var owner: String?

        public init(path: String, content: String, permissions: String? = nil, owner: String? = nil) {
            self.path = path
            self.content = content
            self.permissions = permissions
            self.owner = owner
        }
    }
}

/// Body of `POST /api/v1/vms/{ref}/rescue`.
public struct RescueVirtualMachine: Codable, Hashable, Sendable {
    /// An image of format iso or raw, or `pool/volume`.
    public var iso: String

    public init(iso: String) { self.iso = iso }
}
