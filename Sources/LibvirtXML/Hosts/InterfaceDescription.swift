/// What the XML of a host's interface says (libvirt's `<interface>` of `virInterfaceGetXMLDesc`, or a node device of capability `net`).
public struct InterfaceDescription: Hashable, Sendable {
    public var name: String
    /// `ethernet`, `bridge`, `vlan` or `bond`; `ethernet` where a node device says none.
    public var type: String
    public var mac: String?
    public var mtu: Int?
    /// In CIDR form where a prefix is told.
    public var addresses: [String] = []
    /// What a bridge or bond joins, or what a VLAN lies on.
    public var members: [String] = []
    public var vlan: Int?
    /// Whether the cable is in or the device is up; nil where it is not told.
    public var isLinkUp: Bool?

    /// - Throws: `XMLError` where the text is not XML or its root is neither `<interface>` nor `<device>`.
    public init(xml: String) throws(XMLError) {
        let root = try XMLTree.parse(xml)
        switch root.name {
        case "interface": self.init(interface: root)
        case "device": self.init(device: root)
        default: throw XMLError(.unexpectedElement, line: 1, "expected <interface> or <device>, found another element")
        }
    }

    private init(interface: Element) {
        type = interface.attribute("type") ?? "ethernet"
        name = interface.attribute("name") ?? ""
        mac = interface.attribute("address", at: "mac")?.lowercased()
        mtu = interface.attribute("size", at: "mtu").flatMap { Int($0) }
        addresses = interface.all("protocol/ip").compactMap { ip in
            guard let address = ip.attribute("address") else { return nil }
            return ip.attribute("prefix").map { "\(address)/\($0)" } ?? address
        }
        members = interface.all("\(type)/interface").compactMap { $0.attribute("name") }
        vlan = interface.attribute("tag", at: "vlan").flatMap { Int($0) }
        isLinkUp = interface.attribute("state", at: "link").map { $0 == "up" }
    }

    private init(device: Element) {
        type = "ethernet"
        name = device.text(at: "capability/interface") ?? ""
        mac = device.text(at: "capability/address")?.lowercased()
        isLinkUp = device.attribute("state", at: "capability/link").map { $0 == "up" }
    }
}
