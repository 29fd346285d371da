import ApusModel
import FoundationEssentials
import Schema
import Workflow

/// What operators do with virtual networks. Each verb checks, and hands a workflow to ``Operations``.
public struct Networks: Sendable {
    let estate: Estate
    let operations: Operations
    let context: WorkflowContext
    let ambient: Ambient

    /// Makes a network, and starts it unless told not to.
    /// - Throws: a ``Problem``; `name-taken`, or `conflict` for a subnet or bridge of another network.
    public func create(_ request: CreateNetwork, _ caller: Caller) async throws -> ApusModel.Operation {
        let host = try host(request.host)
        let settings = try NetworkSettings(request).checked()
        let others = estate.networks.rows(in: host.id)
        guard !others.contains(where: { $0.name == request.name }) else {
            throw Problem(
                .nameTaken, "The host \(Echo.quoted(host.name)) has a network \(Echo.quoted(request.name)) already.")
        }
        try Self.requireRoom(settings, among: others)
        let id = ambient.uuid()
        let workflow = CreateNetworkWorkflow(
            key: HostedKey(host: host.id, id: id), name: request.name, settings: settings, start: request.start ?? true)
        return try await operations.submit(
            "network.create", of: .init(kind: Network.noun, id: id, name: request.name), on: host.id, workflow,
            locks: [Lock.subnets(host.id)], caller)
    }

    /// The host a reference means; the only one where there is none.
    private func host(_ reference: String?) throws -> Host {
        let hosts = estate.hosts.rows()
        if let reference { return try CreationPlan.field("/host") { try hosts.resolve(reference) } }
        guard let only = hosts.first, hosts.count == 1 else {
            let message = "must name one of the \(hosts.count) hosts"
            throw Problem(
                .invalid, "The request must say on which host.",
                errors: [.init(pointer: "/host", code: "required", message: message)])
        }
        return only
    }

    /// Changes what is asked of a network.
    public func update(
        _ network: Network, _ request: UpdateNetwork, _ caller: Caller
    ) async throws -> ApusModel.Operation {
        try await change(network, .update(request), caller)
    }

    /// Keeps an address for a card.
    public func fixLease(
        _ network: Network, mac: String, _ request: FixLease, _ caller: Caller
    ) async throws -> ApusModel.Operation {
        guard let mac = NetworkWords.mac(mac) else { throw Self.badMAC }
        return try await change(network, .fix(StaticHost(mac: mac, ip: request.ip, name: request.name)), caller)
    }

    /// Keeps it no longer.
    public func releaseLease(_ network: Network, mac: String, _ caller: Caller) async throws -> ApusModel.Operation {
        guard let mac = NetworkWords.mac(mac) else { throw Self.badMAC }
        guard network.staticHosts.contains(where: { $0.mac == mac }) else {
            throw Problem(.notFound, "The network \(Echo.quoted(network.name)) keeps no address for \(mac).")
        }
        return try await change(network, .release(mac: mac), caller)
    }

    /// Makes the network's DNS server answer a name.
    public func addName(
        _ network: Network, _ name: String, _ request: AddName, _ caller: Caller
    ) async throws -> ApusModel.Operation {
        try await change(network, .addName(DNSHost(name: name, ip: request.ip)), caller)
    }

    public func removeName(_ network: Network, _ name: String, _ caller: Caller) async throws -> ApusModel.Operation {
        guard network.dnsHosts.contains(where: { $0.name == name }) else {
            throw Problem(
                .notFound, "The network \(Echo.quoted(network.name)) has no DNS entry \(Echo.quoted(name)).")
        }
        return try await change(network, .removeName(name), caller)
    }

    private static let badMAC = Problem(
        .invalid, "The path must name a hardware address.",
        errors: [.init(pointer: "?mac", code: "mac", message: NetworkWords.macRule)])

    private func change(
        _ network: Network, _ change: NetworkChange, _ caller: Caller
    ) async throws -> ApusModel.Operation {
        try requirePersistent(network)
        guard let present = NetworkSettings(network) else {
            throw Problem(.invalid, "Apus does not change networks with forward mode \(Echo.quoted(network.forward)).")
        }
        let wanted = try change.applied(to: present)
        let others = estate.networks.rows(in: network.host).filter { $0.id != network.id }
        let isMoved = wanted.subnets != present.subnets || wanted.bridge != present.bridge
        if isMoved { try Self.requireRoom(wanted, among: others) }
        return try await submit(
            "update", network, UpdateNetworkWorkflow(key: network.key, change: change), caller,
            locks: isMoved ? [Lock.subnets(network.host)] : [])
    }
}

extension Networks {
    /// - Throws: a ``Problem`` `conflict` that names the network in the way.
    private static func requireRoom(_ settings: NetworkSettings, among others: [Network]) throws {
        for other in others {
            let taken = other.addresses.compactMap(CIDR.init)
            for subnet in settings.subnets {
                guard let met = taken.first(where: { $0.overlaps(subnet) }) else { continue }
                throw Problem(
                    .conflict,
                    "\(subnet) overlaps \(met.network) of the network \(Echo.quoted(other.name)); choose another subnet.",
                    errors: [
                        .init(
                            pointer: subnet.address.family == .ipv4 ? "/address" : "/ipv6/address", code: "overlap",
                            message: "overlaps the network \(Echo.quoted(other.name))")
                    ])
            }
            guard settings.forward.hasAddresses, let bridge = settings.bridge, other.bridge == bridge else { continue }
            throw Problem(
                .conflict,
                "The bridge \(bridge) belongs to the network \(Echo.quoted(other.name)); choose another name.",
                errors: [.init(pointer: "/bridge", code: "unique", message: "is in use")])
        }
    }

    private func requirePersistent(_ network: Network) throws {
        guard !network.persistent else { return }
        throw Problem(
            .invalidState,
            "The network \(Echo.quoted(network.name)) has no definition (it is transient): it can only be stopped.")
    }

    func submit<W: Workflow>(
        _ verb: String, _ network: Network, _ workflow: W, _ caller: Caller, locks: [String] = []
    ) async throws -> ApusModel.Operation {
        try await operations.submit(
            "network.\(verb)", of: .init(kind: Network.noun, id: network.id, name: network.name), on: network.host,
            workflow, locks: [Lock.network(network.key)] + locks, caller)
    }
}

extension Lock {
    static func network(_ key: HostedKey) -> String { "network:\(key.host.uuidString)/\(key.id.uuidString)" }
    /// Who takes a new subnet of a host: two at once could overlap.
    static func subnets(_ host: UUID) -> String { "subnets:\(host.uuidString)" }
    static func filter(_ host: UUID, _ name: String) -> String { "filter:\(host.uuidString)/\(name)" }
}
