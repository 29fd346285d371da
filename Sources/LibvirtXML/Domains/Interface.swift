extension DomainDescription {
    /// A network card.
    public struct Interface: Hashable, Sendable {
        /// What it is plugged into: `network`, `bridge`, `direct`, `user`, `ethernet`, …
        public var type: String
        /// In lower case.
        public var mac: String?
        /// The network of libvirt, where the type is `network`.
        public var network: String?
        /// The bridge of the host; of a running domain also where libvirt found it through the network.
        public var bridge: String?
        /// The device of the host, where the type is `direct`.
        public var device: String?
        /// What the guest sees, such as `virtio` or `e1000`.
        public var model: String?
        /// The device on the host that carries the guest's traffic, such as `vnet0`; nil for a domain that is off.
        public var target: String?
        public var isLinkUp: Bool
        /// The kind of virtual port, such as `openvswitch`.
        public var virtualPort: String?
        public var bootOrder: Int?
        /// The network filter that guards it.
        public var filter: String?
        public var inbound: BandwidthDefinition?
        public var outbound: BandwidthDefinition?
        /// libvirt's name of the device in a running domain, such as `net0`.
        public var alias: String?
    }
}

extension DomainDescription.Interface {
    init(_ interface: Element) {
        type = interface.attribute("type") ?? ""
        mac = interface.attribute("address", at: "mac")?.lowercased()
        network = interface.attribute("network", at: "source")
        bridge = interface.attribute("bridge", at: "source")
        device = interface.attribute("dev", at: "source")
        model = interface.attribute("type", at: "model")
        target = interface.attribute("dev", at: "target")
        isLinkUp = interface.attribute("state", at: "link") != "down"
        virtualPort = interface.attribute("type", at: "virtualport")
        filter = interface.attribute("filter", at: "filterref")
        inbound = BandwidthDefinition(interface.first("bandwidth/inbound"))
        outbound = BandwidthDefinition(interface.first("bandwidth/outbound"))
        bootOrder = interface.attribute("order", at: "boot").flatMap { Int($0) }
        alias = interface.attribute("name", at: "alias")
    }
}
