import ApusModel
import FoundationEssentials
import Schema

/// What hosts said they can give, read before placement; empty where the request asks for nothing special.
struct HostOffers: Sendable {
    var known: [UUID: MachineCapabilities] = [:]
    /// Why a host did not tell.
    var silent: [UUID: String] = [:]
}

extension VirtualMachines {
    /// How long a host may take to say what it offers: it looks at its emulators first.
    private static let patience = Duration.seconds(20)

    /// What the hosts in question offer, asked side by side and only where the request needs it.
    func offers(for request: CreateVirtualMachine) async throws -> HostOffers {
        // A retry of an accepted request finds its name taken: whether it is right is judged in turn.
        guard let plan = try? CreationPlan(request, estate: estate), plan.needsCapabilities else { return HostOffers() }
        let hosts = estate.hosts.rows().filter { $0.state == .up && (plan.host == nil || plan.host?.id == $0.id) }
        return await withTaskGroup(of: (UUID, Result<MachineCapabilities, any Error>).self) { group in
            for host in hosts {
                group.addTask {
                    do {
                        return (host.id, .success(try await capabilities(of: host)))
                    } catch {
                        return (host.id, .failure(error))
                    }
                }
            }
            return await group.reduce(into: HostOffers()) { offers, answer in
                switch answer.1 {
                case .success(let offer): offers.known[answer.0] = offer
                case .failure(let error): offers.silent[answer.0] = Problem.describing(error).detail
                }
            }
        }
    }

    /// What a host can give a machine, read from it.
    /// - Throws: a ``Problem`` of a host that does not answer in time, or cannot tell.
    public func capabilities(of host: Host) async throws -> MachineCapabilities {
        guard let hardware = try await operations.context.drivers(host.id).hardware else {
            throw DriverError(.unsupported, "This kind of host does not tell what it can give.")
        }
        return try await withThrowingTaskGroup(of: MachineCapabilities.self) { group in
            group.addTask { try await hardware.capabilities() }
            group.addTask {
                try await ContinuousClock().sleep(for: Self.patience)
                throw DriverError(.timedOut, "The host \(host.name) did not say in time what it offers.")
            }
            defer { group.cancelAll() }
            guard let first = try await group.next() else { throw CancellationError() }
            return first
        }
    }

    /// Why the host cannot give what the request names; nil when it can.
    func misfit(_ plan: CreationPlan, _ host: Host, _ offers: HostOffers) -> Problem.Fault? {
        guard let settings = estate.providers.row(host.provider)?.settings else { return nil }
        return networkMisfit(plan, host, settings) ?? acceleratorMisfit(plan, host, settings)
            ?? volumeMisfit(plan, host) ?? hardwareMisfit(plan, host, offers)
    }

    private func networkMisfit(_ plan: CreationPlan, _ host: Host, _ settings: ProviderSettings) -> Problem.Fault? {
        let known = estate.networks.rows(in: host.id).map(\.name)
        guard let missing = plan.networks(settings.network).first(where: { !known.contains($0.name) }) else {
            return nil
        }
        let names = known.isEmpty ? "none" : known.sorted().joined(separator: ", ")
        return .init(
            pointer: missing.pointer, code: "network/not-found",
            message: "the host \(host.name) has no network \(Echo.quoted(missing.name)); it has \(names)")
    }

    private func acceleratorMisfit(
        _ plan: CreationPlan, _ host: Host, _ settings: ProviderSettings
    ) -> Problem.Fault? {
        let asked = plan.request.accelerator ?? settings.accelerator
        guard asked != .auto, !host.accelerators.isEmpty, !host.accelerators.contains(asked) else { return nil }
        let has = host.accelerators.map(\.rawValue).joined(separator: ", ")
        return .init(
            pointer: "/accelerator", code: "accelerator",
            message: "the host \(host.name) offers \(has), not \(asked.rawValue)")
    }

    /// An existing volume lies in a pool of the host, and nobody else uses it.
    private func volumeMisfit(_ plan: CreationPlan, _ host: Host) -> Problem.Fault? {
        let pools = estate.pools.rows(in: host.id)
        for disk in plan.disks {
            guard let volume = disk.volume else { continue }
            guard let pool = pools.first(where: { $0.name == volume.pool }) else {
                return .init(
                    pointer: disk.pointer, code: "pool/not-found",
                    message: "the host \(host.name) has no pool \(Echo.quoted(volume.pool))")
            }
            if let user = user(of: volume, in: pool) {
                return .init(
                    pointer: disk.pointer, code: "volume/in-use",
                    message: "the volume \(Echo.quoted(volume.text)) is in use by \(user)")
            }
        }
        return nil
    }

    private func user(of volume: VolumeName, in pool: StoragePool) -> String? {
        let path = pool.path.map { "\($0)/\(volume.volume)" }
        let machines = estate.machines.rows(in: pool.host)
        if let vm = machines.first(where: { $0.disks.contains { $0.source == path || $0.source == volume.text } }) {
            return "the VM \(vm.name)"
        }
        return path.flatMap { path in estate.images.rows().first { $0.path == path } }.map { "the image \($0.name)" }
    }

    private func hardwareMisfit(_ plan: CreationPlan, _ host: Host, _ offers: HostOffers) -> Problem.Fault? {
        guard plan.needsCapabilities else { return nil }
        if let offer = offers.known[host.id] { return plan.misfit(offer, on: host) }
        let reason = offers.silent[host.id] ?? "the host \(host.name) was not asked what it offers"
        return .init(pointer: "/host", code: "capabilities", message: reason)
    }
}
