import ApusCore
import ApusModel
import Libvirt
import LibvirtXML

extension ApusModel.Network {
    /// The network as it is; of an active one what runs, not what it will be after a restart.
    init(_ network: borrowing Libvirt.Network, on host: HostIdentity) throws {
        self.init(
            id: try network.uuid(), name: try network.name(), host: host.id, hostName: host.name,
            state: try network.isActive() ? .active : .inactive)
        autostart = (try? network.autostart()) ?? false
        persistent = (try? network.isPersistent()) ?? true
        if let description = try? NetworkDescription(xml: network.xml()) { take(description) }
    }

    private mutating func take(_ description: NetworkDescription) {
        (bridge, domain, mtu) = (description.bridge, description.domain, description.mtu)
        (devices, vlan) = (description.devices, description.vlan)
        forward = NetworkSettings.Forward(description)?.rawValue ?? description.forwardMode ?? "isolated"
        addresses = description.addresses.map(\.cidr)
        dhcp = description.addresses.contains { !$0.ranges.isEmpty || !$0.hosts.isEmpty }
        dhcpRanges = description.addresses.flatMap { $0.ranges.map { "\($0.start)-\($0.end)" } }
        staticHosts = description.staticHosts
        dnsHosts = description.dns.hosts.flatMap { host in host.names.map { DNSHost(name: $0, ip: host.address) } }
    }
}
