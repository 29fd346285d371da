import ApusModel

/// What is asked of a network that exists.
enum NetworkChange: Codable, Hashable, Sendable {
    case update(UpdateNetwork)
    case fix(StaticHost)
    case release(mac: String)
    case addName(DNSHost)
    case removeName(String)

    /// The settings with the change, checked as a whole.
    /// - Throws: a ``Problem`` `invalid` with the faults, or `not-found` for what is to go and is not there.
    func applied(to settings: NetworkSettings) throws -> NetworkSettings {
        var changed = settings
        switch self {
        case .update(let update): changed.take(update)
        case .fix(let host):
            changed.staticHosts.removeAll { $0.mac == host.mac }
            changed.staticHosts.append(host)
        case .release(let mac): changed.staticHosts.removeAll { $0.mac == mac }
        case .addName(let host):
            changed.dns.hosts.removeAll { $0.name == host.name }
            changed.dns.hosts.append(host)
        case .removeName(let name): changed.dns.hosts.removeAll { $0.name == name }
        }
        return try changed.checked()
    }
}

extension NetworkSettings {
    /// The settings that a creation asks for, not checked yet.
    init(_ request: CreateNetwork) {
        self.init(forward: request.forward)
        var update = UpdateNetwork()
        (update.bridge, update.devices, update.address) = (request.bridge, request.devices, request.address)
        (update.dhcp, update.ipv6, update.domain) = (request.dhcp, request.ipv6, request.domain)
        (update.dns, update.mtu, update.vlan) = (request.dns, request.mtu, request.vlan)
        update.staticHosts = request.staticHosts
        update.autostart = request.autostart ?? true
        take(update)
    }

    /// What a row shows; nil for a mode that Apus does not know. Some of the definition is not in the row.
    init?(_ network: Network) {
        guard let forward = Forward(rawValue: network.forward) else { return nil }
        self.init(forward: forward)
        let ranges = network.dhcpRanges.compactMap(AddressRange.init(text:))
        (bridge, devices, domain, mtu) = (network.bridge, network.devices, network.domain, network.mtu)
        (vlan, staticHosts, autostart) = (network.vlan, network.staticHosts, network.autostart)
        dns.hosts = network.dnsHosts
        address = network.addresses.first { !$0.contains(":") }
        address6 = network.addresses.first { $0.contains(":") }
        self.ranges = ranges.filter { !$0.start.contains(":") }
        ranges6 = ranges.filter { $0.start.contains(":") }
    }

    fileprivate mutating func take(_ update: UpdateNetwork) {
        forward = update.forward ?? forward
        bridge = update.bridge ?? bridge
        devices = update.devices ?? devices
        address = update.address ?? address
        ranges = update.dhcp?.ranges ?? ranges
        leaseTime = update.dhcp?.leaseTime ?? leaseTime
        address6 = update.ipv6?.address ?? address6
        ranges6 = update.ipv6?.ranges ?? ranges6
        domain = update.domain.map { $0.isEmpty ? nil : $0 } ?? domain
        mtu = update.mtu.map { $0 == 0 ? nil : $0 } ?? mtu
        vlan = update.vlan.map { $0 == 0 ? nil : $0 } ?? vlan
        staticHosts = update.staticHosts ?? staticHosts
        autostart = update.autostart ?? autostart
        dns.enabled = update.dns?.enabled ?? dns.enabled
        dns.forwarders = update.dns?.forwarders ?? dns.forwarders
        dns.hosts = update.dns?.hosts ?? dns.hosts
    }
}

extension AddressRange {
    /// `start-end`, as rows show it.
    init?(text: String) {
        let ends = text.split(separator: "-").map(String.init)
        guard ends.count == 2 else { return nil }
        self.init(start: ends[0], end: ends[1])
    }
}
