import ApusModel
import FoundationEssentials
import Schema

extension Networks {
    /// Starts a network that is inactive.
    public func start(_ network: Network, _ caller: Caller) async throws -> ApusModel.Operation {
        guard network.state == .inactive else {
            throw Problem(.invalidState, "The network \(Echo.quoted(network.name)) is active already.")
        }
        return try await submit("start", network, StartNetworkWorkflow(key: network.key), caller)
    }

    /// Stops a network; a stopped one stays as it is, and that is a success.
    /// - Throws: a ``Problem`` `invalid-state` naming the running guests that would be cut off, unless forced.
    public func stop(_ network: Network, force: Bool, _ caller: Caller) async throws -> ApusModel.Operation {
        if !force { try requireUnused(network) }
        return try await submit("stop", network, StopNetworkWorkflow(key: network.key), caller)
    }

    /// Takes a network away; an active one only by force.
    public func delete(_ network: Network, force: Bool, _ caller: Caller) async throws -> ApusModel.Operation {
        if !force {
            try requireUnused(network)
            guard network.state == .inactive else {
                throw Problem(
                    .invalidState,
                    "The network \(Echo.quoted(network.name)) is active; stop it first, or delete it with force.")
            }
        }
        return try await submit("delete", network, DeleteNetworkWorkflow(key: network.key), caller)
    }

    /// Whom a stop or a deletion would meet.
    public func impact(_ network: Network) -> NetworkImpact {
        let users = estate.machines.rows(in: network.host).filter { network.serves($0) }
        return NetworkImpact(
            network: network.id, name: network.name, running: users.filter(\.state.isActive).map(\.name).sorted(),
            off: users.filter { !$0.state.isActive }.map(\.name).sorted())
    }

    /// The leases now, read from the host, each with the machine whose card it is.
    public func leases(_ network: Network) async throws -> [Lease] {
        let leases: [Lease]
        do {
            leases = try await context.networks(network.host).leases(of: network.id)
        } catch let error as DriverError { throw error.problem }
        var owners: [String: VirtualMachine] = [:]
        for vm in estate.machines.rows(in: network.host) { for nic in vm.nics { owners[nic.mac.lowercased()] = vm } }
        let fixed = Set(network.staticHosts.map(\.mac))
        return leases.map { lease in
            var shown = lease
            let owner = lease.mac.flatMap { owners[$0] }
            (shown.vm, shown.vmId) = (owner?.name, owner?.id)
            shown.fixed = lease.mac.map(fixed.contains) ?? false
            return shown
        }
    }

    private func requireUnused(_ network: Network) throws {
        let running = impact(network).running
        guard !running.isEmpty else { return }
        var problem = Problem(
            .invalidState,
            """
            The network \(Echo.quoted(network.name)) serves \(running.count) running VMs, which would be cut off until their \
            next start: \(running.prefix(20).map { Echo.quoted($0) }.joined(separator: ", ")). Stop them first, or use force.
            """)
        problem.candidates = running
        throw problem
    }
}

extension Network {
    /// Whether a machine has a card on it, by its name or by its bridge.
    func serves(_ vm: VirtualMachine) -> Bool {
        vm.nics.contains { nic in
            (nic.type == "network" && nic.source == name)
                || (nic.type == "bridge" && bridge != nil && nic.source == bridge)
        }
    }

    /// The row with the machines that have a card on it.
    func attached(to machines: [VirtualMachine]) -> Network {
        var row = self
        row.vms = machines.filter(serves).map(\.name).sorted()
        return row
    }
}
