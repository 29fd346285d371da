/// The parts of a network that may also be changed while it runs (`virNetworkUpdate`), as libvirt writes each.
extension NetworkDescription {
    /// What the network's DNS server does.
    public struct DNS: Hashable, Sendable {
        public var isEnabled: Bool = true
        /// Addresses of the servers asked for the rest.
        public var forwarders: [String] = []
        public var hosts: [DNSHost] = []

        public init() {}
    }

    /// An address and the names that lead to it.
    public struct DNSHost: Hashable, Sendable {
        public var address: String
        public var names: [String]

        public init(address: String, names: [String]) {
            self.address = address
            self.names = names
        }

        public var element: Element {
            Element("host", ["ip": address], names.map { Element("hostname", text: $0) })
        }
    }
}

extension NetworkDescription.Range {
    /// - Parameter leaseSeconds: how long a lease lasts; nil leaves it to dnsmasq.
    public func element(leaseSeconds: Int?) -> Element {
        let lease = leaseSeconds.map { Element("lease", ["expiry": "\($0)", "unit": "seconds"]) }
        return Element("range", ["start": start, "end": end], [lease])
    }
}

extension NetworkDescription.Host {
    public var element: Element { Element("host", ["mac": mac, "name": name, "ip": address]) }
}

extension NetworkDescription.DNS {
    /// The `<dns>` element; nil where it says no more than libvirt assumes.
    public var element: Element? {
        guard self != .init() else { return nil }
        let servers = forwarders.map { Element("forwarder", ["addr": $0]) }
        return Element("dns", ["enable": isEnabled ? nil : "no"], servers + hosts.map(\.element))
    }

    init(_ dns: Element?) {
        guard let dns else { return }
        isEnabled = dns.attribute("enable") != "no"
        forwarders = dns.all("forwarder").compactMap { $0.attribute("domain") == nil ? $0.attribute("addr") : nil }
        hosts = dns.all("host").compactMap { host in
            host.attribute("ip").map {
                NetworkDescription.DNSHost(address: $0, names: host.all("hostname").map(\.text))
            }
        }
    }
}

extension Element {
    /// The seconds that `<lease expiry='2' unit='hours'/>` means (minutes where no unit is told); 0 never ends.
    var leaseSeconds: Int? {
        guard let expiry = attribute("expiry").flatMap({ Int($0) }) else { return nil }
        let unit = ["seconds": 1, "minutes": 60, "hours": 3600][attribute("unit") ?? "minutes"] ?? 60
        let (seconds, overflow) = expiry.multipliedReportingOverflow(by: unit)
        return overflow ? nil : seconds
    }
}
