import ApusModel
import LibvirtXML

extension Element {
    /// Makes a `<network>` say other settings; what they have in common stays as it was written.
    mutating func change(from old: NetworkSettings, to new: NetworkSettings) {
        if (old.forward, old.devices) != (new.forward, new.devices) { changeForward(to: new) }
        if old.bridge != new.bridge { replace("name", at: "bridge", with: new.bridge) }
        if old.mtu != new.mtu { replace("size", at: "mtu", with: new.mtu.map { "\($0)" }) }
        if old.domain != new.domain { replace("name", at: "domain", with: new.domain) }
        if old.vlan != new.vlan {
            remove("vlan")
            if let vlan = new.vlan { append(Element("vlan", [:], [Element("tag", ["id": "\(vlan)"])])) }
        }
        if old.dns != new.dns { changeDNS(from: old, to: new) }
        changeAddresses("ipv4", from: old.definition4, to: new.definition4)
        changeAddresses("ipv6", from: old.definition6, to: new.definition6)
    }

    private mutating func changeForward(to new: NetworkSettings) {
        remove("forward")
        remove("virtualport")
        let definition = new.definition(.init(), "")
        if let forward = definition.forward { append(forward) }
        if new.forward == .ovs { append(Element("virtualport", ["type": "openvswitch"])) }
    }

    /// An element that is nothing but one attribute.
    private mutating func replace(_ attribute: String, at path: String, with value: String?) {
        if let value { set(attribute, at: path, to: value) } else { remove(path) }
    }

    private mutating func changeDNS(from old: NetworkSettings, to new: NetworkSettings) {
        edit("dns") { dns in
            if old.dns.enabled != new.dns.enabled { dns.set("enable", to: new.dns.enabled ? nil : "no") }
            if old.dns.forwarders != new.dns.forwarders {
                dns.remove("forwarder") { $0.attribute("domain") == nil }
                for server in new.dns.forwarders { dns.append(Element("forwarder", ["addr": server])) }
            }
            let (before, after) = (old.dnsGroups, new.dnsGroups)
            dns.remove("host") { host in
                before.contains { $0.address == host.attribute("ip") && !after.contains($0) }
            }
            for group in after where !before.contains(group) { dns.append(group.element) }
        }
        remove("dns") { $0.attributes.isEmpty && $0.elements.isEmpty }
    }

    private mutating func changeAddresses(
        _ family: String, from old: NetworkDefinition.IP?, to new: NetworkDefinition.IP?
    ) {
        guard old != new else { return }
        guard let old, let new else {
            // Of several of one family only the first is looked at.
            var isFirst = true
            remove("ip") { ip in
                defer { if ip.isIP(family) { isFirst = false } }
                return ip.isIP(family) && isFirst
            }
            if let new { append(new.element(family: family)) }
            return
        }
        var isFirst = true
        editAll("ip") { ip in
            guard ip.isIP(family), isFirst else { return }
            isFirst = false
            ip.change(from: old, to: new)
        }
    }

    private func isIP(_ family: String) -> Bool { (attribute("family") ?? "ipv4") == family }

    private mutating func change(from old: NetworkDefinition.IP, to new: NetworkDefinition.IP) {
        if (old.address, old.prefix) != (new.address, new.prefix) {
            set("address", to: new.address)
            set("netmask", to: nil)
            set("prefix", to: "\(new.prefix)")
        }
        guard (old.ranges, old.hosts) != (new.ranges, new.hosts) || old.leaseSeconds != new.leaseSeconds else { return }
        edit("dhcp") { dhcp in
            dhcp.remove("range") { range in
                !new.ranges.contains { $0.start == range.attribute("start") && $0.end == range.attribute("end") }
            }
            if old.leaseSeconds != new.leaseSeconds { dhcp.setLease(new.leaseSeconds) }
            for range in new.ranges where !old.ranges.contains(range) {
                dhcp.append(range.element(leaseSeconds: new.leaseSeconds))
            }
            dhcp.remove("host") { host in
                old.hosts.contains { $0.element.says(host) && !new.hosts.contains($0) }
            }
            for host in new.hosts where !old.hosts.contains(host) { dhcp.append(host.element) }
        }
        remove("dhcp") { $0.elements.isEmpty }
    }

    private mutating func setLease(_ seconds: Int?) {
        editAll("range") { range in
            range.remove("lease")
            if let seconds { range.append(Element("lease", ["expiry": "\(seconds)", "unit": "seconds"])) }
        }
    }

    /// Whether a fixed lease in the XML is this one.
    private func says(_ host: Element) -> Bool {
        attribute("ip") == host.attribute("ip") && attribute("mac") == host.attribute("mac")?.lowercased()
    }
}

extension NetworkSettings {
    fileprivate var definition4: NetworkDefinition.IP? { definition(.init(), "").ipv4 }
    fileprivate var definition6: NetworkDefinition.IP? { definition(.init(), "").ipv6 }
}
