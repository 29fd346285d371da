import ApusModel
import Schema

extension ResourceSchemas {
    static let network = Schema.object([
        .required("id", .uuid, "The network's id."), .required("name", .words, "Its name."),
        .required("host", .uuid, "The host."), .required("hostName", .words, "The host's name."),
        .required("state", .oneOf(Network.State.self), "Its state."), .optional("bridge", .words, "Its bridge."),
        .required("forward", .words, "nat, route, open, isolated, bridge, macvtap, ovs, or libvirt's own word."),
        .required("addresses", .array(of: .words), "In CIDR form."),
        .required("dhcp", .boolean, "Whether it gives leases."),
        .required("dhcpRanges", .array(of: .words), "start-end."),
        .required("staticHosts", .array(of: staticHost, maxCount: 100_000), "Addresses kept for a card."),
        .required("dnsHosts", .array(of: dnsHost, maxCount: 100_000), "Names its DNS server answers."),
        .optional("domain", .words, "The DNS domain of its guests."), .optional("mtu", .integer(0...65_535), "Bytes."),
        .required("devices", .array(of: .words), "Devices of the host that it uses."),
        .optional("vlan", .integer(0...4095), "The VLAN of its guests."),
        .required("persistent", .boolean, "Whether its definition outlives its stop."),
        .required("vms", .array(of: .words, maxCount: 100_000), "VMs with a card on it."),
        .required("autostart", .boolean, "Whether it starts with its host."),
        .optional("staleSince", .time, "Since when its host has not answered."),
    ])

    private static let staticHost = Schema.object([
        .required("mac", .words, "The card."), .required("ip", .words, "Its address."),
        .optional("name", .words, "Its name."),
    ])

    private static let dnsHost = Schema.object([
        .required("name", .words, "The name."), .required("ip", .words, "Its address."),
    ])

    static let networkImpact = Schema.object([
        .required("network", .uuid, "The network."), .required("name", .words, "Its name."),
        .required("running", .array(of: .words, maxCount: 100_000), "Running VMs that would be cut off."),
        .required("off", .array(of: .words, maxCount: 100_000), "VMs that are off and need it to start."),
    ])

    static let leases = Schema.object([.required("items", .array(of: lease, maxCount: 100_000), "The leases.")])

    private static let lease = Schema.object([
        .required("ip", .words, "The address."), .optional("mac", .words, "The card."),
        .optional("expiresAt", .time, "When it ends; absent where it never does."),
        .optional("hostname", .words, "What the guest calls itself."), .optional("vm", .words, "The VM of the card."),
        .optional("vmId", .uuid, "Its id."), .required("fixed", .boolean, "Whether it is kept for this card."),
    ])

    static let hostInterfaces = Schema.object([
        .required(
            "items",
            .array(
                of: .object([
                    .required("name", .words, "Its name."),
                    .required("type", .words, "ethernet, bridge, vlan, bond."),
                    .required("state", .oneOf(HostInterface.State.self), "Whether it is up."),
                    .optional("mac", .words, "Hardware address."), .optional("mtu", .integer(0...Int64.max), "Bytes."),
                    .required("addresses", .array(of: .words), "In CIDR form, where the host tells them."),
                    .required("members", .array(of: .words), "What it joins or lies on."),
                    .optional("vlan", .integer(0...4095), "Its VLAN."),
                    .optional("network", .words, "The libvirt network whose bridge it is."),
                ]), maxCount: 100_000), "The interfaces.")
    ])

    static let networkFilters = Schema.object([
        .required(
            "items", .array(of: .reference("NetworkFilter", to: networkFilter), maxCount: 100_000), "The filters.")
    ])

    static let networkFilter = Schema.object([
        .required("id", .uuid, "Its id."), .required("name", .words, "Its name."),
        .required("builtIn", .boolean, "Whether libvirt brought it."),
        .optional("xml", .string(maxLength: 1 << 24, characters: .any), "Its XML, shown for one filter."),
    ])
}
