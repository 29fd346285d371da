extension DomainDefinition {
    /// The devices of a domain.
    public struct Devices: Hashable, Sendable {
        /// The program that emulates the machine; nil is libvirt's choice.
        public var emulator: String?
        /// PCI Express root ports: each holds one device, and what is to be plugged in later needs a free one.
        public var rootPorts = 0
        public var disks: [Disk] = []
        public var interfaces: [Interface] = []
        public var serials: [Serial] = []
        /// Whether the guest agent has its channel.
        public var hasAgentChannel = false
        /// Whether the guest gets random numbers from the host's /dev/urandom.
        public var hasRandomSource = false
        public var balloon: Balloon?
        public var graphics: [Graphics] = []
        /// The model of the video card, such as `virtio`, `vga` or `none`.
        public var video: String?
        /// Whether a USB tablet gives absolute pointer positions.
        public var hasTablet = false
        public var tpm: TPM?
        /// Whether there is a virtio SCSI controller, which disks on the bus `scsi` then use.
        public var hasVirtioSCSI = false

        public init() {}
    }

    public struct Disk: Hashable, Sendable {
        public enum Device: String, Hashable, Sendable {
            case disk, cdrom
        }

        public var device = Device.disk
        /// `.empty` is for CD-ROM drives.
        public var source: ImageSource
        /// The format of the image, such as `qcow2`. Never leave it out for images that others wrote: they would be probed.
        public var format: String?
        /// The name in the guest, such as `vda`.
        public var target: String
        /// `virtio`, `sata`, `scsi`, …
        public var bus: String
        public var serial: String?
        public var isReadOnly = false
        /// Whether blocks that the guest discards are freed in the image.
        public var discardsUnused = false
        /// How the host caches, such as `none` or `writeback`; nil is the hypervisor's default.
        public var cache: String?
        /// The place in the boot order, from 1.
        public var bootOrder: Int?

        public init(_ source: ImageSource, format: String? = nil, target: String, bus: String = "virtio") {
            self.source = source
            self.format = format
            self.target = target
            self.bus = bus
        }
    }

    public struct Interface: Hashable, Sendable {
        public enum Source: Hashable, Sendable {
            /// A network of libvirt.
            case network(String)
            /// A bridge of the host; the kind of virtual port is needed by Open vSwitch.
            case bridge(String, virtualPort: String?)
            /// A device of the host, by macvtap in a mode such as `bridge`.
            case direct(device: String, mode: String)
            /// The hypervisor's own network, without rights on the host.
            case user
        }

        public var source: Source
        /// nil lets libvirt choose one.
        public var mac: String?
        public var model = "virtio"
        public var isLinkUp = true
        public var bootOrder: Int?
        /// A network filter of libvirt.
        public var filter: String?
        public var inbound: BandwidthDefinition?
        public var outbound: BandwidthDefinition?

        public init(_ source: Source, mac: String? = nil) {
            self.source = source
            self.mac = mac
        }
    }

    /// A serial port that leads to a terminal on the host.
    public struct Serial: Hashable, Sendable {
        /// The file on the host that keeps what the guest writes; it is appended to.
        public var logPath: String?

        public init(logPath: String? = nil) { self.logPath = logPath }
    }

    public struct Balloon: Hashable, Sendable {
        /// `virtio`, or `none` for no balloon.
        public var model = "virtio"
        /// How often the guest reports its memory, in seconds.
        public var statisticsPeriod: Int?

        public init(statisticsPeriod: Int? = nil) { self.statisticsPeriod = statisticsPeriod }
    }

    /// A VNC or SPICE display.
    public enum Graphics: Hashable, Sendable {
        /// A UNIX socket; libvirt chooses the path where it is nil.
        case socket(path: String?)
        /// No listener: only `virDomainOpenGraphicsFD` leads in.
        case nowhere
        /// A TCP port that libvirt chooses, on one address.
        case tcp(address: String)
        /// SPICE on a TCP port that libvirt chooses, on one address.
        case spice(address: String)
    }

    /// An emulated TPM.
    public struct TPM: Hashable, Sendable {
        public var model = "tpm-crb"
        public var version = "2.0"

        public init() {}
    }
}
