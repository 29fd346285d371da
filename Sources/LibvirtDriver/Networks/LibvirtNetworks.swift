import ApusCore
import ApusModel
import FoundationEssentials
import Libvirt
import LibvirtXML

/// Virtual networks and interfaces of a libvirt host. Changes of one network are ordered by the operations that lock it.
struct LibvirtNetworks: NetworkDriver {
    let lanes: Lanes
    let host: HostIdentity
    /// Starting a network starts dnsmasq and writes firewall rules.
    private let patience = Duration.seconds(60)

    init(lanes: Lanes, host: HostIdentity) {
        self.lanes = lanes
        self.host = host
    }

    func define(_ id: UUID, _ name: String, _ settings: NetworkSettings) async throws {
        try await change("define network") { connection in
            let isKnown = try connection.listNetworks().contains { $0.uuid == id }
            if !isKnown { try connection.requireJoinable(settings) }
            let network = try connection.defineNetwork(settings.definition(id, name).element().xml())
            try network.setAutostart(settings.autostart)
        }
    }

    func apply(_ settings: NetworkSettings, to id: UUID) async throws -> [String] {
        try await change("change network") { connection in
            try connection.apply(settings, to: connection.network(id))
        }
    }

    func settings(of id: UUID) async throws -> NetworkSettings? {
        try await read("read network") { connection in
            try unlessGone {
                let network = try connection.network(id)
                let description = try NetworkDescription(xml: network.definition())
                return try NetworkSettings.known(description, autostart: network.autostart())
            }
        }
    }

    func start(_ id: UUID) async throws {
        do {
            try await change("start network") { connection in
                try connection.network(id).unlessActive(true) { try $0.create() }
            }
        } catch let error as DriverError where error.message.contains("already in use by interface") {
            let interface = error.message.split(separator: " ").last ?? "another"
            throw DriverError(
                .exists, "The host reaches this subnet by its interface \(interface) already; choose another subnet.")
        }
    }

    func stop(_ id: UUID) async throws {
        try await change("stop network") { connection in
            _ = try unlessGone { try connection.network(id).unlessActive(false) { try $0.destroy() } }
        }
    }

    func remove(_ id: UUID) async throws {
        try await change("remove network") { connection in
            _ = try unlessGone { try connection.network(id).undefine() }
        }
    }

    func read(_ id: UUID) async throws -> ApusModel.Network? {
        let host = host
        return try await read("read network") { connection in
            try unlessGone { try ApusModel.Network(connection.network(id), on: host) }
        }
    }

    func leases(of id: UUID) async throws -> [Lease] {
        try await read("read leases") { connection in
            try connection.network(id).dhcpLeases().compactMap(Lease.init).sorted { $0.ip < $1.ip }
        }
    }

    func interfaces() async throws -> [HostInterface] {
        try await read("list interfaces") { try $0.hostInterfaces() }
    }

    private func change<Value: Sendable>(
        _ name: String, _ work: @escaping @Sendable (Connection) throws -> Value
    ) async throws -> Value {
        try await mappingErrors { try await lanes.changes.perform(name, deadline: patience, work) }
    }

    private func read<Value: Sendable>(
        _ name: String, _ work: @escaping @Sendable (Connection) throws -> Value
    ) async throws -> Value {
        try await mappingErrors { try await lanes.reads.perform(name, work) }
    }
}

extension Libvirt.Network {
    /// What it will be at its next start; drivers without that notion tell what it is.
    borrowing func definition() throws -> String {
        try ifSupported { try xml(inactive: true) } ?? xml()
    }

    /// Runs `body` unless the network is as wanted already, or became so meanwhile.
    fileprivate borrowing func unlessActive(
        _ wanted: Bool, _ body: (borrowing Libvirt.Network) throws -> Void
    ) throws {
        if try isActive() == wanted { return }
        do {
            try body(self)
        } catch let error as LibvirtError where error.code == .operationInvalid {
            guard try isActive() == wanted else { throw error }
        }
    }
}

extension Lease {
    /// nil for an address that leads nowhere.
    init?(_ lease: DHCPLease) {
        guard let ip = AddressText.canonical(lease.address) else { return nil }
        self.init(ip: ip, mac: AddressText.mac(lease.mac))
        expiresAt = lease.expiry > 0 ? Date(timeIntervalSince1970: TimeInterval(lease.expiry)) : nil
        hostname = lease.hostname.map { String($0.prefix(255)) }
    }
}
