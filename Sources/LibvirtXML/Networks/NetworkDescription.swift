/// What a network's XML says (libvirt's formatnetwork).
public struct NetworkDescription: Hashable, Sendable {
    public var name: String
    public var uuid: String?
    /// The bridge on the host that carries it.
    public var bridge: String?
    /// How it reaches the world: `nat`, `route`, `open`, `bridge`, …; nil for an isolated network.
    public var forwardMode: String?
    /// The device of the host that traffic leaves by.
    public var forwardDevice: String?
    /// The DNS domain of its guests.
    public var domain: String?
    /// The kind of virtual port, such as `openvswitch`.
    public var virtualPort: String?
    public var addresses: [Address]
    public var dns: DNS
    public var mtu: Int?
    /// Devices of the host that it joins or forwards by.
    public var devices: [String]
    /// The only VLAN of its guests; nil for none and for trunks.
    public var vlan: Int?

    /// An address of the host on the network, and what DHCP gives out beside it.
    public struct Address: Hashable, Sendable {
        public var address: String
        /// `ipv4` or `ipv6`.
        public var family: String
        /// The length of the network's prefix in bits, also where the XML says a netmask.
        public var prefix: Int?
        public var ranges: [Range]
        public var hosts: [Host]
        /// Of the first range; nil where it leaves this to dnsmasq.
        public var leaseSeconds: Int?
    }

    /// Addresses that DHCP gives out, both ends included.
    public struct Range: Hashable, Sendable {
        public var start: String
        public var end: String

        public init(start: String, end: String) {
            self.start = start
            self.end = end
        }
    }

    /// An address kept for one guest.
    public struct Host: Hashable, Sendable {
        public var mac: String?
        public var name: String?
        public var address: String

        public init(mac: String?, name: String?, address: String) {
            self.mac = mac
            self.name = name
            self.address = address
        }
    }

    /// Reads the XML of a network, as `virNetworkGetXMLDesc` gives it.
    ///
    /// - Throws: `XMLError` where the text is not XML or its root is not `<network>`.
    public init(xml: String) throws(XMLError) {
        self.init(try XMLTree.parse(xml, root: "network"))
    }

    /// Reads a `<network>` element.
    public init(_ network: Element) {
        name = network.text(at: "name") ?? ""
        uuid = network.word(at: "uuid")?.lowercased()
        bridge = network.attribute("name", at: "bridge")
        forwardMode = network.first("forward").map { $0.attribute("mode") ?? "nat" }
        forwardDevice = network.attribute("dev", at: "forward")
        domain = network.attribute("name", at: "domain")
        virtualPort = network.attribute("type", at: "virtualport")
        addresses = network.all("ip").compactMap(Address.init)
        dns = DNS(network.first("dns"))
        mtu = network.attribute("size", at: "mtu").flatMap { Int($0) }
        let joined = network.all("forward/interface").compactMap { $0.attribute("dev") }
        devices = joined.isEmpty ? [forwardDevice].compactMap(\.self) : joined
        let tags = network.all("vlan/tag")
        vlan = tags.count == 1 ? tags.first?.attribute("id").flatMap { Int($0) } : nil
    }
}

extension NetworkDescription.Address {
    init?(_ ip: Element) {
        guard let address = ip.attribute("address") else { return nil }
        self.address = address
        family = ip.attribute("family") ?? "ipv4"
        prefix = ip.attribute("prefix").flatMap { Int($0) } ?? ip.attribute("netmask").flatMap(Self.prefix(ofMask:))
        ranges = ip.all("dhcp/range").compactMap { range in
            guard let start = range.attribute("start"), let end = range.attribute("end") else { return nil }
            return NetworkDescription.Range(start: start, end: end)
        }
        leaseSeconds = ip.first("dhcp/range/lease")?.leaseSeconds
        hosts = ip.all("dhcp/host").compactMap { host in
            guard let address = host.attribute("ip") else { return nil }
            return NetworkDescription.Host(
                mac: host.attribute("mac")?.lowercased(), name: host.attribute("name"), address: address)
        }
    }

    /// The number of leading ones of `255.255.255.0`; nil where they are not all in front.
    private static func prefix(ofMask mask: String) -> Int? {
        let parts = mask.split(separator: ".", omittingEmptySubsequences: false).compactMap { UInt8($0) }
        guard parts.count == 4 else { return nil }
        let bits = parts.reduce(UInt32(0)) { $0 << 8 | UInt32($1) }
        let ones = (~bits).leadingZeroBitCount
        return bits.nonzeroBitCount == ones ? ones : nil
    }
}
