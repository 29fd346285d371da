/// Body of `POST /api/v1/vms/{ref}/disks`: a new disk (`size`), an existing volume (`volume`), or an empty CD-ROM drive.
public struct AttachDisk: Codable, Hashable, Sendable {
    public enum Bus: String, Codable, Sendable, CaseIterable { case virtio, sata, scsi, usb }
    public enum Device: String, Codable, Sendable, CaseIterable { case disk, cdrom }
    /// The modes of QEMU's host cache (libvirt's formatdomain, `driver cache`).
    public enum Cache: String, Codable, Sendable, CaseIterable {
        case none, writeback, writethrough, directsync, unsafe
    }

    /// Bytes of a new disk.
    public var size: Int64?
    /// Where the new disk is made; the provider's pool when absent.
    public var pool: String?
    /// Of the new disk; qcow2 when absent.
    public var format: Image.Format?
    /// An existing volume, `pool/volume`.
    public var volume: String?
    /// disk when absent.
    public var device: Device?
    /// virtio when absent; sata for a CD-ROM drive.
    public var bus: Bus?
    /// The guest's name for it, such as `vdb`; the first that is free when absent.
    public var target: String?
    public var readOnly: Bool?
    public var cache: Cache?
    /// Whether blocks that the guest discards are freed; true when absent.
    public var discard: Bool?
    public var serial: String?
    /// The place in the boot order, from 1.
    public var bootOrder: Int?

    public init(size: Int64? = nil, volume: String? = nil) {
        self.size = size
        self.volume = volume
    }
}

/// Body of `PATCH /api/v1/vms/{ref}/disks/{target}`.
public struct ChangeDisk: Codable, Hashable, Sendable {
    /// Bytes; more than it has.
    public var size: Int64?
    public var limits: DiskLimits?
    public var serial: String?

    public init(size: Int64? = nil, limits: DiskLimits? = nil, serial: String? = nil) {
        self.size = size
        self.limits = limits
        self.serial = serial
    }
}

/// What a guest may take of a disk; 0 is no limit, absent leaves it as it is (`virDomainSetBlockIoTune`).
public struct DiskLimits: Codable, Hashable, Sendable {
    public var bytesPerSecond: Int64?
    public var readBytesPerSecond: Int64?
    public var writeBytesPerSecond: Int64?
    public var operationsPerSecond: Int64?
    public var readOperationsPerSecond: Int64?
    public var writeOperationsPerSecond: Int64?
    /// What may be taken for a moment, of each of them.
    public var bytesPerSecondBurst: Int64?
    public var readBytesPerSecondBurst: Int64?
    public var writeBytesPerSecondBurst: Int64?
    public var operationsPerSecondBurst: Int64?
    public var readOperationsPerSecondBurst: Int64?
    public var writeOperationsPerSecondBurst: Int64?

    public init() {}
}

/// Body of `PUT /api/v1/vms/{ref}/disks/{target}/media`: an image by reference, or a volume as `pool/volume`.
public struct InsertMedia: Codable, Hashable, Sendable {
    public var image: String?
    public var volume: String?
    /// Also where the guest has locked the tray.
    public var force: Bool?

    public init(image: String? = nil, volume: String? = nil) {
        self.image = image
        self.volume = volume
    }
}

/// Body of `POST /api/v1/vms/{ref}/nics`: plugged into a network, a bridge of the host, or a device of the host.
public struct AttachNIC: Codable, Hashable, Sendable {
    /// How a device of the host is shared (libvirt's formatdomain, macvtap).
    public enum Mode: String, Codable, Sendable, CaseIterable { case bridge, vepa, `private`, passthrough }
    public enum Model: String, Codable, Sendable, CaseIterable { case virtio, e1000, e1000e, rtl8139 }

    public var network: String?
    public var bridge: String?
    /// Whether the bridge is one of Open vSwitch.
    public var openVSwitch: Bool?
    /// A device of the host, shared by macvtap.
    public var device: String?
    /// bridge when absent.
    public var mode: Mode?
    /// Chosen when absent.
    public var mac: String?
    /// virtio when absent.
    public var model: Model?
    /// A network filter of libvirt.
    public var filter: String?
    /// Whether the cable is in; true when absent.
    public var linkUp: Bool?
    /// To the guest.
    public var inbound: Bandwidth?
    /// From the guest.
    public var outbound: Bandwidth?

    public init(network: String? = nil) { self.network = network }
}

/// Body of `PATCH /api/v1/vms/{ref}/nics/{mac}`.
public struct ChangeNIC: Codable, Hashable, Sendable {
    public var linkUp: Bool?
    public var network: String?
    /// Empty takes the filter away.
    public var filter: String?
    public var inbound: Bandwidth?
    public var outbound: Bandwidth?

    public init() {}
}

/// The traffic one way (libvirt's formatdomain, `bandwidth`).
public struct Bandwidth: Codable, Hashable, Sendable {
    /// Bytes per second, in whole KiB; 0 is no limit.
    public var average: Int64
    /// Bytes per second for a moment, in whole KiB.
    public var peak: Int64?
    /// Bytes that may go at `peak`, in whole KiB.
    public var burst: Int64?

    public init(average: Int64, peak: Int64? = nil, burst: Int64? = nil) {
        self.average = average
        self.peak = peak
        self.burst = burst
    }
}

/// Body of `POST /api/v1/vms/{ref}/devices`: a USB or PCI device of the host.
public struct AttachHostDevice: Codable, Hashable, Sendable {
    /// By what it is, or by where it is plugged in.
    public struct USB: Codable, Hashable, Sendable {
        /// Four hexadecimal digits each, as `lsusb` shows them.
        public var vendor: String?
        public var product: String?
        public var bus: Int?
        public var device: Int?

        public init(vendor: String? = nil, product: String? = nil, bus: Int? = nil, device: Int? = nil) {
            (self.vendor, self.product, self.bus, self.device) = (vendor, product, bus, device)
        }
    }

    public var usb: USB?
    /// `0000:03:00.0`, as `lspci -D` shows it.
    public var pci: String?

    public init(usb: USB? = nil, pci: String? = nil) {
        self.usb = usb
        self.pci = pci
    }
}
