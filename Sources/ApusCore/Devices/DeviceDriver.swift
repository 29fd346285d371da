import ApusModel
import FoundationEssentials

/// The devices of machines on one host. Each verb meets the running guest and the definition of the next start, throws
/// ``DriverError``, and may be called again after a crash.
public protocol DeviceDriver: Sendable {
    /// Looks whether the machine can have the device, and fills in what was left open: a target, a volume's path and format.
    /// - Parameter images: the paths of images: they are never given away to be written, and no other file may lie below a disk.
    /// - Throws: `exists` where target, address or volume is in use, with the machine that has it.
    func prepare(_ device: DeviceAttachment, for vm: UUID, images: [String]) async throws -> DeviceAttachment
    /// Makes an empty volume; replaces one of the name, since it is the rest of a step that died.
    func createVolume(_ volume: DiskVolume) async throws -> VolumeFacts
    /// Gives the machine a prepared device. One that it has already stays as it is.
    func attach(_ device: DeviceAttachment, to vm: UUID) async throws
    /// Takes a device away; a machine without it is left as it is.
    /// - Throws: `invalidState` where the guest did not let go in time; then the definition still has it.
    func detach(_ device: DeviceReference, from vm: UUID) async throws
    /// The device as it is now, in the driver's own words.
    /// - Throws: `notFound` where the machine has none such.
    func describe(_ device: DeviceReference, of vm: UUID) async throws -> DeviceDescription
    /// Brings a device back to what ``describe(_:of:)`` told, also one that is gone.
    func restore(_ device: DeviceDescription, of vm: UUID) async throws
    /// Changes a device that the machine has.
    func change(_ device: DeviceReference, _ change: DeviceChange, of vm: UUID) async throws
    /// Makes a disk larger; one of that size stays as it is.
    /// - Throws: `refused` for a size below the present one.
    func grow(disk target: String, to bytes: Int64, of vm: UUID) async throws
    /// Writes into the machine's metadata which volumes are its own: those that are `added`, not those that are `removed`.
    func own(added: [String], removed: [String], by vm: UUID) async throws
    /// The USB and PCI devices of the host, and who has them.
    func hostDevices() async throws -> [HostDevice]
}

/// A device to give to a machine.
public enum DeviceAttachment: Codable, Hashable, Sendable {
    case disk(DiskAttachment)
    case nic(NICAttachment)
    case hostDevice(HostDeviceAddress)

    /// What it is found by; nil while its target is open.
    public var reference: DeviceReference? {
        switch self {
        case .disk(let disk): disk.target.map { .disk(target: $0) }
        case .nic(let nic): .nic(mac: nic.mac)
        case .hostDevice(let address): .hostDevice(address)
        }
    }
}

/// A device of a machine.
public enum DeviceReference: Codable, Hashable, Sendable {
    case disk(target: String)
    /// In lower case.
    case nic(mac: String)
    case hostDevice(HostDeviceAddress)
}

/// A device as a driver tells it, to be given back to the same driver.
public struct DeviceDescription: Codable, Hashable, Sendable {
    public var device: DeviceReference
    /// As the running guest has it; nil where it does not.
    public var live: String?
    /// As the next start has it; nil where it does not.
    public var configuration: String?
    /// The path of a disk's image.
    public var path: String?

    public init(device: DeviceReference, live: String?, configuration: String?, path: String? = nil) {
        self.device = device
        self.live = live
        self.configuration = configuration
        self.path = path
    }
}

/// A disk to give to a machine.
public struct DiskAttachment: Codable, Hashable, Sendable {
    public enum Source: Codable, Hashable, Sendable {
        /// A drive without a medium.
        case empty
        case volume(pool: String, name: String)
        case file(VolumeFacts)
    }

    public var device = AttachDisk.Device.disk
    public var source: Source
    public var bus: AttachDisk.Bus
    /// nil takes the first that is free.
    public var target: String?
    public var readOnly = false
    public var cache: AttachDisk.Cache?
    public var discard = true
    public var serial: String?
    public var bootOrder: Int?

    public init(_ source: Source, bus: AttachDisk.Bus = .virtio, target: String? = nil) {
        self.source = source
        self.bus = bus
        self.target = target
    }
}

/// A network card to give to a machine.
public struct NICAttachment: Codable, Hashable, Sendable {
    public enum Source: Codable, Hashable, Sendable {
        case network(String)
        case bridge(String, openVSwitch: Bool)
        case device(String, mode: AttachNIC.Mode)
    }

    public var source: Source
    /// In lower case.
    public var mac: String
    public var model = AttachNIC.Model.virtio
    public var filter: String?
    public var linkUp = true
    public var inbound: Bandwidth?
    public var outbound: Bandwidth?

    public init(_ source: Source, mac: String) {
        self.source = source
        self.mac = mac
    }
}

/// A volume to make.
public struct DiskVolume: Codable, Hashable, Sendable {
    public var name: String
    public var pool: String
    /// Bytes.
    public var capacity: Int64
    public var format: Image.Format

    public init(name: String, pool: String, capacity: Int64, format: Image.Format) {
        self.name = name
        self.pool = pool
        self.capacity = capacity
        self.format = format
    }
}

/// What becomes of a device that a machine has.
public enum DeviceChange: Codable, Hashable, Sendable {
    case limits(DiskLimits)
    case serial(String)
    case nic(ChangeNIC)
    /// `.empty` ejects; `force` also where the guest has locked the tray.
    case medium(DiskAttachment.Source, force: Bool)
}
