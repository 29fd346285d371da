import ApusCore
import ApusModel
import FoundationEssentials
import Libvirt
import LibvirtXML

extension NetworkSettings.Forward {
    /// What a network's XML says; nil for a mode that Apus does not know (`private`, `vepa`, `passthrough`, `hostdev`).
    init?(_ network: NetworkDescription) {
        switch network.forwardMode {
        case nil: self = .isolated
        case "nat": self = .nat
        case "route": self = .route
        case "open": self = .open
        case "bridge" where network.virtualPort == "openvswitch": self = .ovs
        case "bridge" where network.bridge != nil: self = .bridge
        case "bridge" where !network.devices.isEmpty: self = .macvtap
        default: return nil
        }
    }
}

extension NetworkSettings {
    /// What a network's XML says; nil for a mode that Apus does not know.
    init?(_ network: NetworkDescription, autostart: Bool) {
        guard let forward = Forward(network) else { return nil }
        self.init(forward: forward)
        let (ipv4, ipv6) = (network.addresses.first("ipv4"), network.addresses.first("ipv6"))
        (bridge, devices, domain) = (network.bridge, network.devices, network.domain)
        (mtu, vlan, self.autostart) = (network.mtu, network.vlan, autostart)
        (address, address6) = (ipv4?.cidr, ipv6?.cidr)
        ranges = ipv4?.ranges.map { AddressRange(start: $0.start, end: $0.end) } ?? []
        ranges6 = ipv6?.ranges.map { AddressRange(start: $0.start, end: $0.end) } ?? []
        leaseTime = ipv4?.leaseSeconds
        staticHosts = network.staticHosts
        dns.enabled = network.dns.isEnabled
        dns.forwarders = network.dns.forwarders
        dns.hosts = network.dns.hosts.flatMap { host in host.names.map { DNSHost(name: $0, ip: host.address) } }
    }

    /// The definition in libvirt's words.
    func definition(_ id: UUID, _ name: String) -> NetworkDefinition {
        var definition = NetworkDefinition(name: name, reach: reach, bridge: bridge)
        definition.uuid = id.uuidString.lowercased()
        (definition.devices, definition.domain, definition.mtu, definition.vlan) = (devices, domain, mtu, vlan)
        definition.ipv4 = address.flatMap { ip($0, ranges, staticHosts, leaseTime) }
        definition.ipv6 = address6.flatMap { ip($0, ranges6, [], nil) }
        definition.dns.isEnabled = dns.enabled
        definition.dns.forwarders = dns.forwarders
        definition.dns.hosts = dnsGroups
        return definition
    }

    var reach: NetworkDefinition.Reach {
        switch forward {
        case .isolated: .isolated
        case .nat: .nat
        case .route: .route
        case .open: .open
        case .bridge: .bridge(virtualPort: nil)
        case .ovs: .bridge(virtualPort: "openvswitch")
        case .macvtap: .macvtap
        }
    }

    /// libvirt keeps the names by address.
    var dnsGroups: [NetworkDescription.DNSHost] {
        var groups: [NetworkDescription.DNSHost] = []
        for host in dns.hosts {
            if let index = groups.firstIndex(where: { $0.address == host.ip }) {
                groups[index].names.append(host.name)
            } else {
                groups.append(.init(address: host.ip, names: [host.name]))
            }
        }
        return groups
    }

    private func ip(
        _ text: String, _ ranges: [AddressRange], _ hosts: [StaticHost], _ leaseTime: Int?
    ) -> NetworkDefinition.IP? {
        guard let cidr = CIDR(text) else { return nil }
        var ip = NetworkDefinition.IP(
            address: cidr.address.description, prefix: cidr.prefix,
            ranges: ranges.map { .init(start: $0.start, end: $0.end) })
        ip.hosts = hosts.map { .init($0) }
        ip.leaseSeconds = leaseTime
        return ip
    }
}

extension NetworkDescription {
    /// Fixed leases of IPv4; those of IPv6 go by other marks than a hardware address.
    var staticHosts: [StaticHost] {
        (addresses.first("ipv4")?.hosts ?? []).compactMap { host in
            host.mac.map { StaticHost(mac: $0, ip: host.address, name: host.name) }
        }
    }
}

extension [NetworkDescription.Address] {
    func first(_ family: String) -> Element? { first { $0.family == family } }
}

extension NetworkDescription.Address {
    /// `10.10.0.1/24`
    var cidr: String { prefix.map { "\(address)/\($0)" } ?? address }
}

extension NetworkDescription.Host {
    init(_ host: StaticHost) { self.init(mac: host.mac, name: host.name, address: host.ip) }
}
