extension DomainDefinition {
    /// A USB or PCI device of the host to give to a guest.
    public struct HostDevice: Hashable, Sendable {
        public var address: DomainDescription.HostDevice.Address

        public init(_ address: DomainDescription.HostDevice.Address) { self.address = address }

        /// The `<hostdev>` element. libvirt takes a PCI device from the host's driver, and gives it back later.
        public var element: Element {
            switch address {
            case .pci(let domain, let bus, let slot, let function):
                Self.element(
                    "pci",
                    Element(
                        "address",
                        [
                            "domain": Self.hexadecimal(domain, 4), "bus": Self.hexadecimal(bus, 2),
                            "slot": Self.hexadecimal(slot, 2), "function": Self.hexadecimal(function, 1),
                        ]))
            case .usb(let vendor, let product):
                Self.element(
                    "usb", Element("vendor", ["id": Self.hexadecimal(vendor, 4)]),
                    Element("product", ["id": Self.hexadecimal(product, 4)]))
            case .usbPort(let bus, let device):
                Self.element("usb", Element("address", ["bus": "\(bus)", "device": "\(device)"]))
            }
        }

        private static func element(_ type: String, _ source: Element...) -> Element {
            Element(
                "hostdev", ["mode": "subsystem", "type": type, "managed": type == "pci" ? "yes" : nil],
                [Element("source", [:], source)])
        }

        private static func hexadecimal(_ number: Int, _ width: Int) -> String {
            let digits = String(number, radix: 16)
            return "0x" + String(repeating: "0", count: max(0, width - digits.count)) + digits
        }
    }
}
