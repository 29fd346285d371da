import ApusCore
import ApusModel
import Libvirt
import LibvirtXML

extension Connection {
    /// Makes a network's definition and, as far as libvirt can, the running network say `wanted`.
    /// - Returns: what takes effect only when the network restarts.
    func apply(_ wanted: NetworkSettings, to network: borrowing Libvirt.Network) throws -> [String] {
        var tree = try XMLTree.parse(try network.definition(), root: "network")
        let (before, autostart) = (tree, try network.autostart())
        let present = try NetworkSettings.known(NetworkDescription(tree), autostart: autostart)
        tree.change(from: present, to: wanted)
        if tree != before { _ = try defineNetwork(tree.xml()) }
        if autostart != wanted.autostart { try network.setAutostart(wanted.autostart) }
        guard try network.isActive() else { return [] }
        let asked = present.waiting(for: wanted)
        let waiting = try network.applyLive(wanted).filter(asked.contains)
        guard !waiting.isEmpty else { return [] }
        return ["Takes effect when the network is stopped and started again: \(waiting.joined(separator: ", "))."]
    }
}

extension NetworkSettings {
    /// - Throws: ``DriverError`` `unsupported` for a mode that Apus does not know.
    static func known(_ network: NetworkDescription, autostart: Bool) throws -> NetworkSettings {
        guard let settings = NetworkSettings(network, autostart: autostart) else {
            let mode = network.forwardMode ?? ""
            throw DriverError(.unsupported, "Apus does not change networks with forward mode \(mode.prefix(40)).")
        }
        return settings
    }

    /// The fields that differ and that no update of a running network reaches.
    fileprivate func waiting(for wanted: NetworkSettings) -> [String] {
        let isReadable = wanted.dns.forwarders == dns.forwarders && wanted.dns.enabled == dns.enabled
        let fields: [(String, Bool)] = [
            ("forward", wanted.forward == forward), ("bridge", wanted.bridge == bridge || wanted.bridge == nil),
            ("devices", wanted.devices == devices), ("address", wanted.address == address),
            ("ipv6", wanted.address6 == address6), ("domain", wanted.domain == domain), ("mtu", wanted.mtu == mtu),
            ("vlan", wanted.vlan == vlan), ("dns", isReadable), ("dhcp.leaseTime", wanted.leaseTime == leaseTime),
        ]
        return fields.filter { !$0.1 }.map(\.0)
    }
}

extension Libvirt.Network {
    /// - Returns: the fields that wait for a restart.
    fileprivate borrowing func applyLive(_ wanted: NetworkSettings) throws -> [String] {
        let live = NetworkDescription(try XMLTree.parse(try xml(), root: "network"))
        let present = try NetworkSettings.known(live, autostart: wanted.autostart)
        try updateNames(present.dnsGroups, wanted.dnsGroups)
        let definition = wanted.definition(.init(), "")
        let isMoved = [present.address, present.address6] != [wanted.address, wanted.address6]
        if !isMoved {
            for (index, ip) in live.addresses.enumerated() where live.addresses.first(ip.family) == ip {
                guard let new = ip.family == "ipv6" ? definition.ipv6 : definition.ipv4 else { continue }
                try updateDHCP(ip, new, parent: Int32(clamping: index))
            }
        }
        return present.waiting(for: wanted)
    }

    private borrowing func updateNames(
        _ old: [NetworkDescription.DNSHost], _ new: [NetworkDescription.DNSHost]
    ) throws {
        for group in old where !new.contains(group) { try update(.delete, .dnsHost, xml: group.element.xml(), .live) }
        for group in new where !old.contains(group) { try update(.addLast, .dnsHost, xml: group.element.xml(), .live) }
    }

    private borrowing func updateDHCP(
        _ old: NetworkDescription.Address, _ new: NetworkDefinition.IP, parent: Int32
    ) throws {
        for host in old.hosts where host.mac != nil && !new.hosts.contains(host) {
            try update(.delete, .dhcpHost, parent: parent, xml: host.element.xml(), .live)
        }
        for range in old.ranges where !new.ranges.contains(range) {
            try update(.delete, .dhcpRange, parent: parent, xml: range.element(leaseSeconds: nil).xml(), .live)
        }
        for range in new.ranges where !old.ranges.contains(range) {
            let xml = try range.element(leaseSeconds: new.leaseSeconds).xml()
            try update(.addLast, .dhcpRange, parent: parent, xml: xml, .live)
        }
        for host in new.hosts where !old.hosts.contains(host) {
            try update(.addLast, .dhcpHost, parent: parent, xml: host.element.xml(), .live)
        }
    }
}
