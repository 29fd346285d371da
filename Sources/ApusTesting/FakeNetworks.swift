import ApusCore
import ApusModel
import FoundationEssentials

/// Networks and packet filters made of values, kept in the host's world.
public struct FakeNetworks: NetworkDriver, NetworkFilterDriver {
    let host: FakeHost

    private struct Kept: Codable {
        var name: String
        var settings: NetworkSettings
        var isActive: Bool
    }

    public func define(_ id: UUID, _ name: String, _ settings: NetworkSettings) async throws {
        try await host.enter("defineNetwork")
        let isActive = kept(id)?.isActive ?? false
        try keep(id, Kept(name: name, settings: settings, isActive: isActive))
    }

    public func apply(_ settings: NetworkSettings, to id: UUID) async throws -> [String] {
        try await host.enter("applyNetwork")
        guard var network = kept(id) else { throw DriverError(.notFound, "no network") }
        network.settings = settings
        try keep(id, network)
        return []
    }

    public func settings(of id: UUID) async throws -> NetworkSettings? {
        try await host.enter("readNetwork")
        return kept(id)?.settings
    }

    public func start(_ id: UUID) async throws {
        try await host.enter("startNetwork")
        guard kept(id) != nil else { throw DriverError(.notFound, "no network") }
        try set(id, isActive: true)
    }

    public func stop(_ id: UUID) async throws {
        try await host.enter("stopNetwork")
        try set(id, isActive: false)
    }

    public func remove(_ id: UUID) async throws {
        try await host.enter("removeNetwork")
        try keep(id, nil)
    }

    public func read(_ id: UUID) async throws -> Network? {
        try await host.enter("readNetwork")
        return kept(id).map { kept in
            var row = Network(
                id: id, name: kept.name, host: host.id, hostName: host.name, state: kept.isActive ? .active : .inactive)
            row.forward = kept.settings.forward.rawValue
            row.addresses = [kept.settings.address].compactMap(\.self)
            row.bridge = kept.settings.bridge
            row.dhcpRanges = kept.settings.ranges.map(\.description)
            row.staticHosts = kept.settings.staticHosts
            row.dnsHosts = kept.settings.dns.hosts
            return row
        }
    }

    public func leases(of id: UUID) async throws -> [Lease] {
        try await host.enter("leases")
        return [Lease(ip: "10.10.0.5", mac: "52:54:00:00:00:01")]
    }

    public func interfaces() async throws -> [HostInterface] {
        try await host.enter("interfaces")
        return [HostInterface(name: "eth0", type: "ethernet", state: .active)]
    }

    private func set(_ id: UUID, isActive: Bool) throws {
        guard var network = kept(id) else { return }
        network.isActive = isActive
        try keep(id, network)
    }

    private func kept(_ id: UUID) -> Kept? {
        host.world.other["network \(id)"].flatMap { try? JSONCoding.decode(Kept.self, from: Data($0.utf8)) }
    }

    private func keep(_ id: UUID, _ network: Kept?) throws {
        let text = try network.map { String(decoding: try JSONCoding.encode($0), as: UTF8.self) }
        host.state.withLock { $0.world.other["network \(id)"] = text }
    }
}

extension FakeNetworks {
    public func filters() async throws -> [NetworkFilter] {
        try await host.enter("filters")
        return host.world.other.filter { $0.key.hasPrefix("filter ") }.compactMap { key, name in
            UUID(uuidString: String(key.dropFirst("filter ".count))).map {
                NetworkFilter(id: $0, name: name, builtIn: name == "clean-traffic")
            }
        }
    }

    public func filter(_ name: String) async throws -> NetworkFilter? {
        try await filters().first { $0.name == name }
    }

    public func define(_ id: UUID, _ filter: CreateNetworkFilter) async throws {
        try await host.enter("defineFilter")
        host.state.withLock { $0.world.other["filter \(id)"] = filter.name }
    }

    public func remove(filter id: UUID) async throws {
        try await host.enter("removeFilter")
        host.state.withLock { $0.world.other["filter \(id)"] = nil }
    }
}

extension FakeHost {
    /// Puts a network on this host.
    public func settle(network id: UUID, _ name: String, _ settings: NetworkSettings, isActive: Bool) {
        try? FakeNetworks(host: self).settle(id, name, settings, isActive)
    }
}

extension FakeNetworks {
    fileprivate func settle(_ id: UUID, _ name: String, _ settings: NetworkSettings, _ isActive: Bool) throws {
        try keep(id, Kept(name: name, settings: settings, isActive: isActive))
    }
}
