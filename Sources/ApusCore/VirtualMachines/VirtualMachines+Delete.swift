import ApusModel
import FoundationEssentials
import Schema

extension VirtualMachines {
    /// What deleting would take away.
    /// - Throws: a ``Problem`` `not-managed` for a machine that is not managed, `conflict` for one that is protected.
    public func deletionPlan(_ vm: VirtualMachine) throws -> DeletionPlan {
        try requireDeletable(vm)
        // A copy made by virt-clone carries the metadata of its model, and with it the names of the model's volumes.
        let prefix = CreationPlan.volumePrefix(vm.id)
        let own = vm.volumes.filter { fileName($0).hasPrefix(prefix) }
        let kept = vm.disks.compactMap(\.source).filter { source in
            !own.contains { source.hasSuffix("/" + fileName($0)) }
        }
        return DeletionPlan(vm: vm.id, name: vm.name, deletes: own + exports(of: vm), keeps: kept)
    }

    /// The same for a choice of volumes. Whether something stands on a disk is asked of its host.
    public func deletionPlan(_ vm: VirtualMachine, volumes: DeletedVolumes) async throws -> DeletionPlan {
        var plan = try deletionPlan(vm)
        switch volumes {
        case .own: return plan
        case .none:
            let sources = vm.disks.compactMap(\.source)
            plan.keeps =
                sources + plan.deletes.filter { own in !sources.contains { $0.hasSuffix("/" + fileName(own)) } }
            plan.deletes = []
            return plan
        case .all:
            let dependents = try await operations.context.definitions(vm.host).dependents(of: plan.keeps)
            return DiskUses(of: vm, in: estate).widened(plan, dependents)
        }
    }

    /// Takes a machine away with the volumes chosen.
    public func delete(
        _ vm: VirtualMachine, _ caller: Caller, volumes: DeletedVolumes = .own
    ) async throws -> ApusModel.Operation {
        let plan = try await deletionPlan(vm, volumes: volumes)
        return try await change(vm, "vm.delete", DeleteVirtualMachineWorkflow(key: vm.key, plan: plan), caller)
    }

    private func requireDeletable(_ vm: VirtualMachine) throws {
        guard vm.managed else {
            throw Problem(
                .notManaged,
                "Apus did not make the VM \(Echo.quoted(vm.name)) and does not delete it; adopt it first, or use the tool that made it."
            )
        }
        try requireUnlinked(vm)
        guard vm.deleteProtection else { return }
        throw Problem(
            .conflict,
            "The VM \(Echo.quoted(vm.name)) is protected from being deleted; lift it with deleteProtection: false.")
    }

    private func fileName(_ volume: String) -> String { VolumeName(volume)?.volume ?? volume }
}

/// Who else uses a machine's disks.
struct DiskUses {
    let vm: VirtualMachine
    let estate: Estate

    init(of vm: VirtualMachine, in estate: Estate) {
        self.vm = vm
        self.estate = estate
    }

    /// A plan that takes the kept disks too, but for those that something else uses or that are in no pool.
    func widened(_ plan: DeletionPlan, _ dependents: [String: String]) -> DeletionPlan {
        var widened = plan
        widened.keeps = []
        var notes: [String] = []
        for source in plan.keeps {
            switch fate(of: source, dependents) {
            case .goes(let volume): widened.deletes.append(volume)
            case .stays(let reason):
                widened.keeps.append(source)
                notes.append("\(source) stays: \(reason).")
            }
        }
        widened.notes = notes.isEmpty ? nil : notes
        return widened
    }

    private enum Fate {
        /// As `pool/volume`.
        case goes(String)
        case stays(String)
    }

    private func fate(of source: String, _ dependents: [String: String]) -> Fate {
        guard let disk = vm.disks.first(where: { $0.source == source }), disk.device == .disk, !disk.readOnly else {
            return .stays("it is no disk of the machine's own, but a medium")
        }
        guard let (volume, path) = place(of: source) else { return .stays("it is in no storage pool of the host") }
        if let user = user(of: [source, volume, path]) { return .stays("the VM \(Echo.quoted(user)) uses it") }
        if estate.images.rows().contains(where: { $0.path == path }) { return .stays("it is an image") }
        if let above = dependents[source] ?? dependents[path] { return .stays("\(above) is made from it") }
        return .goes(volume)
    }

    /// A disk as `pool/volume` and as a path.
    private func place(of source: String) -> (volume: String, path: String)? {
        let pools = estate.pools.rows(in: vm.host)
        guard let name = VolumeName(source) else { return nil }
        if !source.hasPrefix("/") {
            return pools.first { $0.name == name.pool }.map { (source, ($0.path ?? $0.name) + "/" + name.volume) }
        }
        return pools.first { $0.path == name.pool }.map { ("\($0.name)/\(name.volume)", source) }
    }

    /// Hosts may share their storage, so a machine of any host counts.
    private func user(of names: Set<String>) -> String? {
        estate.machines.rows().first { other in
            other.key != vm.key && other.disks.contains { $0.source.map(names.contains) == true }
        }?.name
    }
}
