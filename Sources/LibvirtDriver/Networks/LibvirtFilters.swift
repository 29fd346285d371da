import ApusCore
import ApusModel
import FoundationEssentials
import Libvirt
import LibvirtXML

/// Packet filters of a libvirt host (nwfilter).
struct LibvirtFilters: NetworkFilterDriver {
    let lanes: Lanes

    func filters() async throws -> [NetworkFilter] {
        try await read { connection in
            try connection.listFilters().map(NetworkFilter.init).sorted { $0.name < $1.name }
        }
    }

    func filter(_ name: String) async throws -> NetworkFilter? {
        try await read { connection in
            guard let found = try connection.listFilters().first(where: { $0.name == name }) else { return nil }
            var filter = NetworkFilter(found)
            filter.xml = try connection.filterXML(named: name)
            return filter
        }
    }

    func define(_ id: UUID, _ filter: CreateNetworkFilter) async throws {
        let xml = try mapping { try filter.element(id).xml() }
        try await change { connection in
            let known = try connection.listFilters().first { $0.name == filter.name || $0.uuid == id }
            guard let known else { return try connection.defineFilter(xml) }
            guard known.uuid == id else {
                throw DriverError(.exists, "The host has another packet filter of this name.")
            }
        }
    }

    func remove(filter id: UUID) async throws {
        try await change { connection in
            guard let filter = try connection.listFilters().first(where: { $0.uuid == id }) else { return }
            let users = try connection.domainNames(naming: filter.name)
            guard users.isEmpty else {
                throw DriverError(
                    .invalidState,
                    "VMs use the filter: \(users.prefix(20).joined(separator: ", ")). Take it off their NICs first.")
            }
            try connection.undefineFilter(id)
        }
    }

    private func mapping<Value>(_ body: () throws -> Value) throws(DriverError) -> Value {
        do { return try body() } catch { throw DriverError(error) }
    }

    private func read<Value: Sendable>(_ work: @escaping @Sendable (Connection) throws -> Value) async throws -> Value {
        try await mappingErrors { try await lanes.reads.perform("read filters", work) }
    }

    private func change(_ work: @escaping @Sendable (Connection) throws -> Void) async throws {
        try await mappingErrors { try await lanes.changes.perform("change filter", work) }
    }
}

extension Connection {
    /// The machines whose definition names a filter: libvirt itself only minds those that run.
    fileprivate func domainNames(naming filter: String) throws -> [String] {
        try listDomains { domain -> String? in
            let tree = try XMLTree.parse(try domain.xml(.inactive), root: "domain")
            let isUser = tree.all("devices/interface/filterref").contains { $0.attribute("filter") == filter }
            return isUser ? try domain.name() : nil
        }.compactMap(\.self).sorted()
    }
}

extension NetworkFilter {
    fileprivate init(_ summary: NamedSummary) {
        self.init(id: summary.uuid, name: summary.name, builtIn: Self.shipped.contains(summary.name))
    }

    /// What libvirt brings (its folder `src/nwfilter/xml`).
    private static let shipped: Set = [
        "allow-arp", "allow-dhcp", "allow-dhcp-server", "allow-dhcpv6", "allow-dhcpv6-server", "allow-incoming-ipv4",
        "allow-incoming-ipv6", "allow-ipv4", "allow-ipv6", "clean-traffic", "clean-traffic-gateway",
        "no-arp-ip-spoofing", "no-arp-mac-spoofing", "no-arp-spoofing", "no-ip-multicast", "no-ip-spoofing",
        "no-ipv6-multicast", "no-ipv6-spoofing", "no-mac-broadcast", "no-mac-spoofing", "no-other-l2-traffic",
        "no-other-rarp-traffic", "qemu-announce-self", "qemu-announce-self-rarp",
    ]
}

extension CreateNetworkFilter {
    /// libvirt's XML under the name and id given, whatever a raw one says of itself.
    fileprivate func element(_ id: UUID) throws -> Element {
        let uuid = id.uuidString.lowercased()
        guard let xml else {
            var definition = FilterDefinition(name: name, uuid: uuid)
            definition.includes = includes ?? []
            definition.rules = (rules ?? []).flatMap { rule in rule.families.map { FilterDefinition.Rule(rule, $0) } }
            return definition.element()
        }
        var tree = try XMLTree.parse(xml, root: "filter", limits: XMLLimits(bytes: 262_144))
        let strange = tree.elements.first { !["uuid", "filterref", "rule"].contains($0.name) }
        guard strange == nil else {
            throw DriverError(.refused, "A filter holds only uuid, filterref and rule elements.")
        }
        tree.set("name", to: name)
        tree.remove("uuid")
        tree.children.insert(.element(Element("uuid", text: uuid)), at: 0)
        return tree
    }
}

extension CreateNetworkFilter.Rule {
    /// Rules without addresses are for both families.
    fileprivate var families: [IPAddress.Family] {
        let named = [source, destination].compactMap { $0.flatMap(Self.network)?.address.family }
        return named.first.map { [$0] } ?? [.ipv4, .ipv6]
    }
}

extension FilterDefinition.Rule {
    fileprivate init(_ rule: CreateNetworkFilter.Rule, _ family: IPAddress.Family) {
        let word = rule.protocol.rawValue
        let proto = family == .ipv4 ? word : rule.protocol == .icmp ? "icmpv6" : word + "-ipv6"
        self.init(action: rule.action.rawValue, direction: rule.direction.rawValue, proto: proto)
        source = rule.source.flatMap(CreateNetworkFilter.Rule.network).map(FilterDefinition.Network.init)
        destination = rule.destination.flatMap(CreateNetworkFilter.Rule.network).map(FilterDefinition.Network.init)
        ports = rule.ports.flatMap(CreateNetworkFilter.Rule.ports)
    }
}

extension FilterDefinition.Network {
    fileprivate init(_ cidr: CIDR) { self.init(address: cidr.address.description, prefix: cidr.prefix) }
}
