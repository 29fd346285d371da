extension DomainDescription {
    /// A USB or PCI device of the host that the guest has.
    public struct HostDevice: Hashable, Sendable {
        public enum Address: Hashable, Sendable {
            case pci(domain: Int, bus: Int, slot: Int, function: Int)
            case usb(vendor: Int, product: Int)
            case usbPort(bus: Int, device: Int)
        }

        /// What the definition names it by.
        public var address: Address
        /// Where libvirt found a USB device that is named by vendor and product; of a running domain only.
        public var port: Address?
        /// libvirt's name of the device in a running domain, such as `hostdev0`.
        public var alias: String?

        /// All that it may be named by.
        public var selectors: [DeviceSelector] { [address.selector] + (port.map { [$0.selector] } ?? []) }
    }
}

extension DomainDescription.HostDevice {
    /// nil for other kinds, such as SCSI and mediated devices.
    init?(_ element: Element) {
        guard element.attribute("mode") == "subsystem", let source = element.first("source") else { return nil }
        let place = source.first("address")
        switch element.attribute("type") {
        case "pci":
            guard let address = place.flatMap(Address.init(pci:)) else { return nil }
            self.address = address
        case "usb":
            let port = place.flatMap(Address.init(usbPort:))
            guard let address = Address(usb: source) ?? port else { return nil }
            self.address = address
            self.port = address == port ? nil : port
        default: return nil
        }
        alias = element.attribute("name", at: "alias")
    }
}

extension DomainDescription.HostDevice.Address {
    var selector: DeviceSelector {
        switch self {
        case .pci(let domain, let bus, let slot, let function):
            .pci(domain: domain, bus: bus, slot: slot, function: function)
        case .usb(let vendor, let product): .usb(vendor: vendor, product: product)
        case .usbPort(let bus, let device): .usbPort(bus: bus, device: device)
        }
    }

    fileprivate init?(pci address: Element) {
        guard let bus = address.hexadecimal("bus"), let slot = address.hexadecimal("slot"),
            let function = address.hexadecimal("function")
        else { return nil }
        self = .pci(domain: address.hexadecimal("domain") ?? 0, bus: bus, slot: slot, function: function)
    }

    fileprivate init?(usbPort address: Element) {
        guard let bus = address.attribute("bus").flatMap({ Int($0) }),
            let device = address.attribute("device").flatMap({ Int($0) })
        else { return nil }
        self = .usbPort(bus: bus, device: device)
    }

    fileprivate init?(usb source: Element) {
        guard let vendor = source.first("vendor")?.hexadecimal("id"),
            let product = source.first("product")?.hexadecimal("id")
        else { return nil }
        self = .usb(vendor: vendor, product: product)
    }
}

extension Element {
    /// An attribute such as `0x1f`.
    func hexadecimal(_ attribute: String) -> Int? {
        guard let text = self.attribute(attribute) else { return nil }
        return Int(text.hasPrefix("0x") ? text.dropFirst(2) : text[...], radix: 16)
    }
}
