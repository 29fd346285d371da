import ApusCore
import ApusModel
import LibvirtXML

extension DeviceSelector {
    init(_ reference: DeviceReference) {
        switch reference {
        case .disk(let target): self = .disk(target: target)
        case .nic(let mac): self = .interface(mac: mac.lowercased())
        case .hostDevice(.pci(let domain, let bus, let slot, let function)):
            self = .pci(domain: domain, bus: bus, slot: slot, function: function)
        case .hostDevice(.usb(let vendor, let product)): self = .usb(vendor: vendor, product: product)
        case .hostDevice(.usbPort(let bus, let device)): self = .usbPort(bus: bus, device: device)
        }
    }
}

extension HostDeviceAddress {
    init(_ address: DomainDescription.HostDevice.Address) {
        switch address {
        case .pci(let domain, let bus, let slot, let function):
            self = .pci(domain: domain, bus: bus, slot: slot, function: function)
        case .usb(let vendor, let product): self = .usb(vendor: vendor, product: product)
        case .usbPort(let bus, let device): self = .usbPort(bus: bus, device: device)
        }
    }

    fileprivate var native: DomainDescription.HostDevice.Address {
        switch self {
        case .pci(let domain, let bus, let slot, let function):
            .pci(domain: domain, bus: bus, slot: slot, function: function)
        case .usb(let vendor, let product): .usb(vendor: vendor, product: product)
        case .usbPort(let bus, let device): .usbPort(bus: bus, device: device)
        }
    }
}

extension DeviceAttachment {
    /// The element that gives a domain this device.
    func element() throws -> Element {
        switch self {
        case .disk(let disk): try Self.element(disk)
        case .nic(let nic): Self.element(nic)
        case .hostDevice(let address): DomainDefinition.HostDevice(address.native).element
        }
    }

    private static func element(_ disk: DiskAttachment) throws -> Element {
        guard let target = disk.target else { throw DriverError(.failed, "The disk has no target.") }
        let (source, format) = try disk.source.native
        var definition = DomainDefinition.Disk(source, format: format, target: target, bus: disk.bus.rawValue)
        definition.device = disk.device == .cdrom ? .cdrom : .disk
        (definition.serial, definition.bootOrder) = (disk.serial, disk.bootOrder)
        definition.isReadOnly = disk.readOnly
        definition.discardsUnused = disk.discard && !disk.readOnly
        definition.cache = disk.cache?.rawValue
        return definition.element
    }

    private static func element(_ nic: NICAttachment) -> Element {
        var definition = DomainDefinition.Interface(nic.source.native, mac: nic.mac)
        definition.model = nic.model.rawValue
        (definition.filter, definition.isLinkUp) = (nic.filter, nic.linkUp)
        definition.inbound = nic.inbound.flatMap(\.native)
        definition.outbound = nic.outbound.flatMap(\.native)
        return definition.element
    }
}

extension DiskAttachment.Source {
    /// A volume is looked up first: its path and format are what a domain is told.
    var native: (ImageSource, format: String?) {
        get throws {
            switch self {
            case .empty: (.empty, "raw")
            case .file(let facts): (.file(path: facts.path), facts.format)
            case .volume: throw DriverError(.failed, "The volume was not looked up.")
            }
        }
    }
}

extension NICAttachment.Source {
    fileprivate var native: DomainDefinition.Interface.Source {
        switch self {
        case .network(let name): .network(name)
        case .bridge(let name, let openVSwitch): .bridge(name, virtualPort: openVSwitch ? "openvswitch" : nil)
        case .device(let name, let mode): .direct(device: name, mode: mode.rawValue)
        }
    }
}

extension Bandwidth {
    /// libvirt counts in KiB; nil for no limit.
    var native: BandwidthDefinition? {
        guard average > 0 else { return nil }
        return BandwidthDefinition(
            average: average / 1024, peak: peak.map { $0 / 1024 }, burst: burst.map { $0 / 1024 })
    }

    init(_ native: BandwidthDefinition) {
        func bytes(_ kibibytes: Int64) -> Int64 {
            let (bytes, overflow) = kibibytes.multipliedReportingOverflow(by: 1024)
            return overflow ? .max : bytes
        }
        self.init(average: bytes(native.average), peak: native.peak.map(bytes), burst: native.burst.map(bytes))
    }
}
