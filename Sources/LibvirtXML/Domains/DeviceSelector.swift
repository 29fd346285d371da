/// Which device of a `<domain>` is meant, by what identifies it within the domain.
public enum DeviceSelector: Hashable, Sendable {
    case disk(target: String)
    /// In lower case.
    case interface(mac: String)
    /// A device of the host, by its place there.
    case pci(domain: Int, bus: Int, slot: Int, function: Int)
    case usb(vendor: Int, product: Int)
    case usbPort(bus: Int, device: Int)

    /// The name of the element.
    public var name: String {
        switch self {
        case .disk: "disk"
        case .interface: "interface"
        case .pci, .usb, .usbPort: "hostdev"
        }
    }

    /// Whether an element is that device.
    public func matches(_ element: Element) -> Bool {
        guard element.name == name else { return false }
        switch self {
        case .disk(let target): return element.attribute("dev", at: "target") == target
        case .interface(let mac): return element.attribute("address", at: "mac")?.lowercased() == mac
        case .pci, .usbPort, .usb: return DomainDescription.HostDevice(element).map(\.selectors)?.contains(self) == true
        }
    }
}

extension Element {
    /// The device of a `<domain>`.
    public func device(_ selector: DeviceSelector) -> Element? {
        all("devices/\(selector.name)").first(where: selector.matches)
    }

    /// Puts an element in the place of a device, after the last of its kind, or takes the device away; all else stays.
    public mutating func setDevice(_ selector: DeviceSelector, to element: Element?) {
        guard let element else {
            remove("devices/\(selector.name)", where: selector.matches)
            return
        }
        edit("devices") { $0.place(element, as: selector) }
    }

    private mutating func place(_ element: Element, as selector: DeviceSelector) {
        func index(_ condition: (Element) -> Bool) -> Int? {
            children.lastIndex { if case .element(let child) = $0 { condition(child) } else { false } }
        }
        if let present = index(selector.matches) {
            children[present] = .element(element)
        } else if let last = index({ $0.name == selector.name }) {
            children.insert(.element(element), at: last + 1)
        } else {
            children.append(.element(element))
        }
    }
}
