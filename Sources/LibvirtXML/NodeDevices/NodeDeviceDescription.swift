/// What the XML of a device of the host says (libvirt's formatnode).
public struct NodeDeviceDescription: Hashable, Sendable {
    public var name: String
    /// The host's driver that has it.
    public var driver: String?
    /// nil for devices that are neither PCI nor USB devices.
    public var address: DomainDescription.HostDevice.Address?
    /// `0x8086`; nil where the device does not tell.
    public var vendor: Int?
    public var product: Int?
    public var vendorName: String?
    public var productName: String?
    public var iommuGroup: Int?
    /// The PCI class code; 0x06… are bridges, which are no one's to give away.
    public var pciClass: Int?

    /// Reads the XML of a device, as `virNodeDeviceGetXMLDesc` gives it.
    ///
    /// - Throws: `XMLError` where the text is not XML or its root is not `<device>`.
    public init(xml: String) throws(XMLError) {
        self.init(try XMLTree.parse(xml, root: "device"))
    }

    /// Reads a `<device>` element.
    public init(_ device: Element) {
        let known = device.all("capability").first { ["pci", "usb_device"].contains($0.attribute("type") ?? "") }
        name = device.text(at: "name") ?? ""
        driver = device.word(at: "driver/name")
        address = known.flatMap(Self.address)
        vendor = known?.first("vendor")?.hexadecimal("id")
        product = known?.first("product")?.hexadecimal("id")
        vendorName = known?.word(at: "vendor")
        productName = known?.word(at: "product")
        iommuGroup = known?.attribute("number", at: "iommuGroup").flatMap { Int($0) }
        pciClass = known?.text(at: "class").flatMap { Int($0.hasPrefix("0x") ? $0.dropFirst(2) : $0[...], radix: 16) }
    }

    private static func address(_ capability: Element) -> DomainDescription.HostDevice.Address? {
        guard let bus = capability.number(at: "bus") else { return nil }
        if let device = capability.number(at: "device") { return .usbPort(bus: bus, device: device) }
        guard let slot = capability.number(at: "slot"), let function = capability.number(at: "function") else {
            return nil
        }
        return .pci(domain: capability.number(at: "domain") ?? 0, bus: bus, slot: slot, function: function)
    }
}
