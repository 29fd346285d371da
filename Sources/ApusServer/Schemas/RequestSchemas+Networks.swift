import ApusModel
import Schema

extension StringRule {
    /// The name of a network to make: it is a file name and an element's text too.
    fileprivate static let dnsName = StringRule(
        code: "name/grammar", message: NetworkWords.domainRule, accepts: NetworkWords.isDomain)
    fileprivate static let interface = StringRule(
        code: "name/grammar", message: NetworkWords.interfaceRule, accepts: NetworkWords.isInterface)
    fileprivate static let cidr = StringRule(
        code: "cidr", message: "must be an address and a prefix such as 10.10.0.1/24, without leading zeros",
        accepts: { CIDR($0) != nil })
    fileprivate static let ip = StringRule(
        code: "format", message: "must be an IPv4 or IPv6 address, without leading zeros",
        accepts: { IPAddress($0) != nil })
}

extension Schema {
    fileprivate static var interface: Schema { .string(minLength: 1, maxLength: 15, rule: .interface) }
    fileprivate static var cidr: Schema { .string(minLength: 1, maxLength: 64, rule: .cidr) }
    fileprivate static var ip: Schema { .string(minLength: 1, maxLength: 64, rule: .ip) }
    fileprivate static var dnsName: Schema { .string(minLength: 1, maxLength: 253, rule: .dnsName) }
}

extension RequestSchemas {
    static let createNetwork = Schema.object(
        [
            .optional(
                "host", .reference, "The host it is made on; may be absent where there is only one.", example: "node1"),
            .required("name", .resourceName, "Its name, unique on the host.", example: "lab"),
            .required(
                "forward", .oneOf(NetworkSettings.Forward.self), "How its guests reach the world.", example: "nat"),
            .optional("start", .boolean, "Whether it starts at once.", default: true),
        ] + settings)

    static let updateNetwork = Schema.object(
        [.optional("forward", .oneOf(NetworkSettings.Forward.self), "How its guests reach the world.")] + settings)

    private static let settings: [Schema.Field] = [
        .optional(
            "bridge", .interface,
            "The host's bridge to join (bridge, ovs); else the name of its own, chosen when absent."),
        .optional(
            "devices", .array(of: .interface, maxCount: 16, unique: true),
            "The host's devices: to join (macvtap), or to leave by (nat, route, open)."),
        .optional(
            "address", .cidr, "The host's IPv4 address there; the network's own stands for its first.",
            example: "10.10.0.1/24"),
        .optional(
            "dhcp",
            .object([
                .optional("ranges", .array(of: addressRange, maxCount: 64), "All that DHCP gives out."),
                .optional("leaseTime", .integer(120...31_536_000), "Seconds a lease lasts."),
            ]), "DHCP over IPv4."),
        .optional(
            "ipv6",
            .object([
                .optional("address", .cidr, "The host's IPv6 address there.", example: "fd00:10::1/64"),
                .optional("ranges", .array(of: addressRange, maxCount: 64), "All that DHCPv6 gives out."),
            ]), "IPv6."),
        .optional(
            "domain", .string(maxLength: 253, rule: .domainOrNone),
            "The DNS domain of its guests; in a change, empty takes it away."),
        .optional("dns", dns, "libvirt's DNS server."),
        .optional(
            "mtu", .integer(0...65_535),
            "Bytes of a frame's content, from 68 (with IPv6 from 1280); 0 leaves it to the host."),
        .optional("vlan", .integer(0...4094), "The VLAN of all guests (ovs); 0 is none."),
        .optional("staticHosts", .array(of: staticHost, maxCount: 4096), "All addresses kept for a card."),
        .optional("autostart", .boolean, "Whether it starts with its host; true for a new one."),
    ]

    private static let addressRange = Schema.object([
        .required("start", .ip, "The first.", example: "10.10.0.10"),
        .required("end", .ip, "The last.", example: "10.10.0.200"),
    ])

    private static let staticHost = Schema.object([
        .required("mac", .mac, "The card.", example: "52:54:00:12:34:56"),
        .required("ip", .ip, "Its address.", example: "10.10.0.5"),
        .optional("name", .dnsName, "What DNS and DHCP call it.", example: "web"),
    ])

    private static let dns = Schema.object([
        .optional("enabled", .boolean, "Whether there is one."),
        .optional("forwarders", .array(of: .ip, maxCount: 16, unique: true), "Servers asked for the rest."),
        .optional(
            "hosts",
            .array(
                of: .object([
                    .required("name", .dnsName, "The name.", example: "db.lab"),
                    .required("ip", .ip, "Its address.", example: "10.10.0.5"),
                ]), maxCount: 4096), "All names it answers."),
    ])

    static let startNetwork = Schema.object([])

    static let stopNetwork = Schema.object([
        .optional("force", .boolean, "Whether running VMs may be cut off.", default: false)
    ])

    static let fixLease = Schema.object([
        .required("ip", .ip, "The address.", example: "10.10.0.5"),
        .optional("name", .dnsName, "What DNS and DHCP call the guest.", example: "web"),
    ])

    static let addName = Schema.object([.required("ip", .ip, "Its address.", example: "10.10.0.5")])

    static let createNetworkFilter = Schema.object(
        [
            .required("name", .resourceName, "Its name.", example: "web-only"),
            .optional("rules", .array(of: filterRule, minCount: 1, maxCount: 256), "The first that fits decides."),
            .optional(
                "includes", .array(of: .string(minLength: 1, maxLength: 128, rule: .reference), maxCount: 32),
                "Filters that come first, such as clean-traffic."),
            .optional(
                "xml", .string(minLength: 1, maxLength: 262_144, characters: .text),
                "libvirt's own XML, instead of rules."),
        ], rules: [.exactlyOne(of: ["rules", "xml"]), .atMostOne(of: ["includes", "xml"])])

    private static let filterRule = Schema.object([
        .required("action", .oneOf(CreateNetworkFilter.Rule.Action.self), "What becomes of the packet."),
        .required("direction", .oneOf(CreateNetworkFilter.Rule.Direction.self), "As the guest sees it."),
        .required("protocol", .oneOf(CreateNetworkFilter.Rule.Kind.self), "Of which packets."),
        .optional("source", .string(minLength: 1, maxLength: 64), "Where they come from.", example: "10.0.0.0/8"),
        .optional("destination", .string(minLength: 1, maxLength: 64), "Where they go.", example: "10.10.0.5"),
        .optional("ports", .string(minLength: 1, maxLength: 11), "Ports they go to, for tcp and udp.", example: "22"),
    ])
}

extension StringRule {
    fileprivate static let domainOrNone = StringRule(
        code: "name/grammar", message: NetworkWords.domainRule, accepts: { $0.isEmpty || NetworkWords.isDomain($0) })
}
