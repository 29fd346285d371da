import ApusModel
import ArgumentParser

/// How a network's guests reach the world; one of them.
struct ForwardOptions: ParsableArguments {
    @Option(help: ArgumentHelp("Behind the host's address, as 10.10.0.0/24.", valueName: "cidr"))
    var nat: String?

    @Option(help: ArgumentHelp("Routed; the world needs a route to it.", valueName: "cidr"))
    var route: String?

    @Option(help: ArgumentHelp("Routed, without firewall rules.", valueName: "cidr"))
    var open: String?

    @Flag(help: "Guests meet each other and the host only; with --address, the host has one.")
    var isolated = false

    @Option(help: ArgumentHelp("Guests join this bridge of the host.", valueName: "bridge"))
    var bridge: String?

    @Option(help: ArgumentHelp("Guests join this device of the host by macvtap.", valueName: "device"))
    var macvtap: String?

    @Option(help: ArgumentHelp("Guests join this Open vSwitch bridge of the host.", valueName: "bridge"))
    var ovs: String?

    /// The kind and its operand, where one was given.
    var chosen: [(kind: NetworkSettings.Forward, value: String?)] {
        let named: [(NetworkSettings.Forward, String?)] = [
            (.nat, nat), (.route, route), (.open, open), (.bridge, bridge), (.macvtap, macvtap), (.ovs, ovs),
        ]
        return named.filter { $0.1 != nil }.map { (kind: $0.0, value: $0.1) } + (isolated ? [(.isolated, nil)] : [])
    }

    func validate() throws {
        if chosen.count > 1 {
            throw ValidationError("Give one of --nat, --route, --open, --isolated, --bridge, --macvtap, --ovs.")
        }
    }

    func apply(to update: inout UpdateNetwork) {
        guard let choice = chosen.first else { return }
        update.forward = choice.kind
        switch choice.kind {
        case .nat, .route, .open: update.address = choice.value
        case .bridge, .ovs: update.bridge = choice.value
        case .macvtap: update.devices = choice.value.map { [$0] }
        case .isolated: break
        }
    }
}

/// Addresses and names of a network.
struct NetworkOptions: ParsableArguments {
    @Option(help: ArgumentHelp("The host's address there, as 10.10.0.1/24.", valueName: "cidr"))
    var address: String?

    @Option(
        help: ArgumentHelp("What DHCP gives out, as 10.10.0.10-10.10.0.200; may be repeated.", valueName: "range"),
        transform: NetworkOptions.range)
    var dhcp: [AddressRange] = []

    @Flag(help: "Give no leases.")
    var noDhcp = false

    @Option(help: ArgumentHelp("How long a lease lasts.", valueName: "seconds"))
    var leaseTime: Int?

    @Option(help: ArgumentHelp("The host's IPv6 address there, as fd00:10::1/64.", valueName: "cidr"))
    var ipv6: String?

    @Option(
        help: ArgumentHelp("What DHCPv6 gives out; may be repeated.", valueName: "range"),
        transform: NetworkOptions.range)
    var dhcp6: [AddressRange] = []

    @Option(help: "The DNS domain of its guests.")
    var domain: String?

    @Option(help: ArgumentHelp("A DNS server for the rest; may be repeated.", valueName: "address"))
    var dnsForwarder: [String] = []

    @Flag(inversion: .prefixedNo, help: "Answer DNS there.")
    var dns: Bool?

    @Option(help: "Bytes of a frame's content.")
    var mtu: Int?

    @Option(help: "The VLAN of its guests, for --ovs.")
    var vlan: Int?

    func validate() throws {
        if noDhcp, !dhcp.isEmpty { throw ValidationError("Give either --dhcp or --no-dhcp.") }
    }

    func apply(to update: inout UpdateNetwork) {
        if let address { update.address = address }
        if !dhcp.isEmpty || noDhcp || leaseTime != nil {
            update.dhcp = DHCPRequest(ranges: noDhcp ? [] : dhcp.isEmpty ? nil : dhcp, leaseTime: leaseTime)
        }
        if ipv6 != nil || !dhcp6.isEmpty {
            update.ipv6 = IPv6Request(address: ipv6, ranges: dhcp6.isEmpty ? nil : dhcp6)
        }
        if dns != nil || !dnsForwarder.isEmpty {
            update.dns = DNSRequest(enabled: dns, forwarders: dnsForwarder.isEmpty ? nil : dnsForwarder)
        }
        (update.domain, update.mtu, update.vlan) = (domain, mtu, vlan)
    }

    static func range(_ text: String) throws -> AddressRange {
        let ends = text.split(separator: "-", omittingEmptySubsequences: false).map(String.init)
        guard ends.count == 2, IPAddress(ends[0]) != nil, IPAddress(ends[1]) != nil else {
            throw ValidationError("'\(text)' is no range such as 10.10.0.10-10.10.0.200.")
        }
        return AddressRange(start: ends[0], end: ends[1])
    }
}
