import ApusModel

extension NetworkSettings {
    /// The settings in canonical form, if they make sense together.
    /// - Throws: a ``Problem`` `invalid` with all faults at once.
    func checked() throws -> NetworkSettings {
        var rules = NetworkRules(settings: self)
        rules.check()
        guard rules.faults.isEmpty else {
            throw Problem(.invalid, "The network cannot be like this.", errors: rules.faults)
        }
        return rules.settings
    }

    /// The networks it takes part in, for a look at what overlaps.
    var subnets: [CIDR] { [address, address6].compactMap { $0.flatMap(CIDR.init)?.network } }
}

/// What a network's settings must keep, field by field and together; fields come out in canonical form.
struct NetworkRules {
    var settings: NetworkSettings
    var faults: [Problem.Fault] = []
    private var subnet: CIDR?
    private var subnet6: CIDR?

    init(settings: NetworkSettings) { self.settings = settings }

    mutating func check() {
        checkForward()
        checkNames()
        subnet = checkSubnet(settings.address, .ipv4, 8...30, "/address")
        subnet6 = checkSubnet(settings.address6, .ipv6, 64...126, "/ipv6/address")
        settings.address = subnet?.description ?? settings.address
        settings.address6 = subnet6?.description ?? settings.address6
        settings.ranges = checkRanges(settings.ranges, subnet, "/dhcp/ranges")
        settings.ranges6 = checkRanges(settings.ranges6, subnet6, "/ipv6/ranges")
        checkStaticHosts()
        checkDNS()
        // RFC 791 and RFC 8200, section 5.
        let least = subnet6 == nil ? 68 : 1280
        if let mtu = settings.mtu, mtu < least { fault("/mtu", "range", "must be \(least) at least") }
    }

    private mutating func fault(_ pointer: String, _ code: String, _ message: String) {
        faults.append(.init(pointer: pointer, code: code, message: message))
    }
}

// MARK: What is joined

extension NetworkRules {
    private mutating func checkForward() {
        let forward = settings.forward
        switch forward {
        case .bridge, .ovs:
            if settings.bridge == nil { fault("/bridge", "required", "must name the host's bridge that guests join") }
            if !settings.devices.isEmpty { fault("/devices", "fields", "are for macvtap; name the bridge only") }
        case .macvtap:
            if settings.devices.isEmpty {
                fault("/devices", "required", "must name the host's device that guests join")
            }
            if settings.bridge != nil { fault("/bridge", "fields", "has no place here: macvtap joins a device") }
        case .nat, .route, .open, .isolated:
            let most = forward == .isolated ? 0 : 1
            if settings.devices.count > most { fault("/devices", "length", "may be \(most) at most for \(forward)") }
        }
        if settings.vlan != nil, forward != .ovs { fault("/vlan", "fields", "is for Open vSwitch (ovs) only") }
        if !forward.hasAddresses { checkNothingOfOurs() }
    }

    /// Guests on a foreign bridge get addresses and names from whoever serves that bridge.
    private mutating func checkNothingOfOurs() {
        let present: [(String, Bool)] = [
            ("/address", settings.address != nil), ("/dhcp/ranges", !settings.ranges.isEmpty),
            ("/dhcp/leaseTime", settings.leaseTime != nil), ("/ipv6", settings.address6 != nil),
            ("/ipv6/ranges", !settings.ranges6.isEmpty), ("/domain", settings.domain != nil),
            ("/dns", settings.dns != .init()), ("/mtu", settings.mtu != nil),
            ("/staticHosts", !settings.staticHosts.isEmpty),
        ]
        for (pointer, _) in present.filter(\.1) {
            fault(pointer, "fields", "is the joined network's own affair with forward \(settings.forward)")
        }
    }

    private mutating func checkNames() {
        if let bridge = settings.bridge, !NetworkWords.isInterface(bridge) {
            fault("/bridge", "name/grammar", NetworkWords.interfaceRule)
        }
        for (index, device) in settings.devices.enumerated() where !NetworkWords.isInterface(device) {
            fault("/devices/\(index)", "name/grammar", NetworkWords.interfaceRule)
        }
        if let domain = settings.domain, !NetworkWords.isDomain(domain) {
            fault("/domain", "name/grammar", NetworkWords.domainRule)
        }
    }
}

// MARK: Addresses

extension NetworkRules {
    private mutating func checkSubnet(
        _ text: String?, _ family: IPAddress.Family, _ prefixes: ClosedRange<Int>, _ pointer: String
    ) -> CIDR? {
        guard let text else { return nil }
        let example = family == .ipv4 ? "10.10.0.1/24" : "fd00:10::1/64"
        guard let cidr = CIDR(text), cidr.address.family == family else {
            fault(pointer, "cidr", "must be an address and a prefix such as \(example), without leading zeros")
            return nil
        }
        guard prefixes.contains(cidr.prefix) else {
            fault(pointer, "range", "must have a prefix from /\(prefixes.lowerBound) to /\(prefixes.upperBound)")
            return nil
        }
        let host = cidr.address == cidr.first ? cidr.gateway : cidr
        guard host.address.isUnicast, host.isForHosts(host.address) else {
            fault(pointer, "cidr", "must be an address that one host may have, such as \(example)")
            return nil
        }
        return host
    }

    private mutating func checkRanges(_ ranges: [AddressRange], _ subnet: CIDR?, _ pointer: String) -> [AddressRange] {
        var known: [ClosedRange<IPAddress>] = []
        return ranges.enumerated().map { index, range in
            let place = "\(pointer)/\(index)"
            guard let start = IPAddress(range.start), let end = IPAddress(range.end) else {
                fault(place, "format", "must have two addresses, without leading zeros")
                return range
            }
            if let words = Self.wrong(start, end, subnet, known) {
                fault(place, "range", words)
            } else {
                known.append(start...end)
            }
            return AddressRange(start: start.description, end: end.description)
        }
    }

    private static func wrong(
        _ start: IPAddress, _ end: IPAddress, _ subnet: CIDR?, _ known: [ClosedRange<IPAddress>]
    ) -> String? {
        guard let subnet else { return "needs an address of the network to lie in" }
        guard subnet.isForHosts(start), subnet.isForHosts(end) else {
            return "must lie inside \(subnet.network), between its first and last address"
        }
        guard start <= end else { return "must begin with its lower address" }
        // libvirt's own limit (virSocketAddrGetRange).
        guard end.value - start.value < 65_535 else { return "must hold 65535 addresses at most" }
        return known.contains { $0.overlaps(start...end) } ? "must not overlap another range" : nil
    }

    private mutating func checkStaticHosts() {
        var (macs, addresses, names): (Set<String>, Set<IPAddress>, Set<String>) = ([], [], [])
        for (index, host) in settings.staticHosts.enumerated() {
            let place = "/staticHosts/\(index)"
            if let mac = NetworkWords.mac(host.mac) {
                settings.staticHosts[index].mac = mac
                if !macs.insert(mac).inserted { fault(place + "/mac", "unique", "stands twice") }
            } else {
                fault(place + "/mac", "mac", NetworkWords.macRule)
            }
            checkStaticAddress(index, place, &addresses)
            guard let name = host.name else { continue }
            if !NetworkWords.isDomain(name) { fault(place + "/name", "name/grammar", NetworkWords.domainRule) }
            if !names.insert(name.lowercased()).inserted { fault(place + "/name", "unique", "stands twice") }
        }
    }

    private mutating func checkStaticAddress(_ index: Int, _ place: String, _ known: inout Set<IPAddress>) {
        guard let address = IPAddress(settings.staticHosts[index].ip), address.family == .ipv4 else {
            return fault(place + "/ip", "format", "must be an IPv4 address, without leading zeros")
        }
        guard let subnet, subnet.isForHosts(address), address != subnet.address else {
            let room =
                subnet.map { "\($0.network), and not the host's own" } ?? "the network, which has no IPv4 address"
            return fault(place + "/ip", "range", "must lie inside \(room)")
        }
        if !known.insert(address).inserted { fault(place + "/ip", "unique", "stands twice") }
    }

    private mutating func checkDNS() {
        var names: Set<String> = []
        for (index, host) in settings.dns.hosts.enumerated() {
            let place = "/dns/hosts/\(index)"
            if !NetworkWords.isDomain(host.name) { fault(place + "/name", "name/grammar", NetworkWords.domainRule) }
            if !names.insert(host.name.lowercased()).inserted { fault(place + "/name", "unique", "stands twice") }
            if let address = IPAddress(host.ip) {
                settings.dns.hosts[index].ip = address.description
            } else {
                fault(place + "/ip", "format", "must be an address, without leading zeros")
            }
        }
        for (index, forwarder) in settings.dns.forwarders.enumerated() {
            guard let address = IPAddress(forwarder) else {
                fault("/dns/forwarders/\(index)", "format", "must be an address, without leading zeros")
                continue
            }
            settings.dns.forwarders[index] = address.description
        }
    }
}
