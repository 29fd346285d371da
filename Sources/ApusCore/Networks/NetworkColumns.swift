import ApusModel
import FoundationEssentials
import Inventory

extension Network {
    /// The columns of the network table.
    public static let columns = Columns<Network>(
        name: noun, plural: "networks", title: "Networks",
        [
            .text("name", "Name", isDefault: true) { $0.name },
            .text("state", "State", isDefault: true) { $0.state.rawValue },
            .text("host", "Host", link: Host.noun, isDefault: true) { $0.hostName },
            .text(
                "forward", "Forward", isDefault: true,
                help: "nat, route, bridge, …; isolated where nothing is forwarded"
            ) { $0.forward },
            .text("bridge", "Bridge", isDefault: true) { $0.bridge },
            .list("addresses", "Addresses", isDefault: true) { $0.addresses },
            .flag("dhcp", "DHCP", isDefault: true) { $0.dhcp },
            .list("dhcpRanges", "DHCP ranges") { $0.dhcpRanges },
            .integer("staticHosts", "Fixed leases", help: "addresses kept for a card") { $0.staticHosts.count },
            .integer("dnsHosts", "DNS entries") { $0.dnsHosts.count },
            .text("domain", "Domain") { $0.domain },
            .integer("mtu", "MTU") { $0.mtu },
            .integer("vlan", "VLAN") { $0.vlan },
            .list("devices", "Devices", help: "of the host, that it joins or forwards by") { $0.devices },
            .list("vms", "VMs", link: VirtualMachine.noun, isDefault: true, help: "with a card on it") { $0.vms },
            .flag("persistent", "Persistent", help: "its definition outlives its stop") { $0.persistent },
            .flag("autostart", "Autostart") { $0.autostart },
            .date("staleSince", "Stale since") { $0.staleSince },
            .text("id", "UUID") { $0.id.uuidString.lowercased() },
        ])
}
