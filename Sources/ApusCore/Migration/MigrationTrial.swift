import ApusModel
import FoundationEssentials

/// One machine held against one target.
struct MigrationTrial {
    struct Finding {
        var reasons: [String] = []
        var disks: [MigrationPlan.Disk] = []
        var workflow: MigrateVirtualMachineWorkflow?
    }

    let vm: VirtualMachine
    let request: MigrateVirtualMachine
    let source: Host
    let target: Host
    let live: Bool
    let here: any MigrationDriver
    let luggage: MigrationLuggage
    let estate: Estate
    let context: WorkflowContext

    /// Never throws: a host that cannot be asked is a reason.
    func find() async -> Finding {
        var finding = Finding(reasons: rowReasons)
        do {
            let drivers = try await context.drivers(target.id)
            guard let there = drivers.migrations else {
                finding.reasons.append("the driver of \(target.name) takes no machines of other hosts")
                return finding
            }
            if live { finding.reasons += reachReasons(there.reach) }
            finding.reasons += try await there.faults(taking: luggage).map { "\(target.name): \($0)" }
            if try await there.standing(of: vm.id) != .absent {
                finding.reasons.append("\(target.name) has a machine with its UUID already")
            }
            var transfers = try transfers(there, drivers.storage)
            try await transfers.work()
            finding.reasons += transfers.reasons
            finding.disks = transfers.shown
            if finding.reasons.isEmpty { finding.workflow = workflow(transfers, there.reach) }
        } catch {
            finding.reasons.append("\(target.name): \(Problem.describing(error).detail)")
        }
        return finding
    }

    private var rowReasons: [String] {
        var reasons: [String] = []
        let folded = vm.name.lowercased()
        let others = estate.machines.rows(in: target.id)
        if others.contains(where: { $0.name.lowercased() == folded && $0.id != vm.id }) {
            reasons.append("\(target.name) has another machine of its name")
        }
        let networks = estate.networks.rows(in: target.id)
        for name in Set(vm.nics.filter { $0.type == "network" }.compactMap(\.source)).sorted() {
            guard let network = networks.first(where: { $0.name == name }) else {
                reasons.append("\(target.name) has no network \(name)")
                continue
            }
            if live, network.state != .active { reasons.append("the network \(name) of \(target.name) is not started") }
        }
        if live, luggage.usesHostCPU, source.cpuModel != target.cpuModel {
            reasons.append(
                "its CPU is the host's own, and \(target.name) has another (\(target.cpuModel), not \(source.cpuModel))"
            )
        }
        return reasons
    }

    /// The source's daemon sends by itself, so it has to reach the target's.
    private func reachReasons(_ reach: MigrationReach) -> [String] {
        guard reach.host == nil, here.reach.host != nil else { return [] }
        return [
            "\(target.name) is registered by an address of this machine alone (\(reach.address)), which \(source.name) "
                + "cannot reach; register it by one that its peers can use"
        ]
    }

    private func transfers(_ there: any MigrationDriver, _ storage: (any StorageDriver)?) throws -> DiskTransfers {
        DiskTransfers(
            vm: vm, request: request, luggage: luggage, live: live, source: source, target: target,
            provider: try estate.provider(of: target), estate: estate, here: here, there: there, storage: storage)
    }

    private func workflow(_ transfers: DiskTransfers, _ reach: MigrationReach) -> MigrateVirtualMachineWorkflow {
        let settings = estate.providers.row(target.provider)?.settings
        let journey = MigrationJourney(
            reach: reach, disks: transfers.entries, mirrored: transfers.mirrored, keepsImages: transfers.keepsImages,
            unlinks: vm.linkedTo != nil && transfers.flattens,
            bandwidth: request.bandwidth.map { max(1, $0 / 1_048_576) }, autoConverge: request.autoConverge ?? false)
        let pools = Set(transfers.moving.map(\.to.place.pool)).sorted()
        return MigrateVirtualMachineWorkflow(
            vm: vm.id, name: vm.name, source: source.id, target: target.id, live: live, journey: journey,
            disks: transfers.moving,
            pools: pools.map { PlannedPool(name: $0, path: $0 == settings?.pool ? settings?.poolPath : nil) },
            images: transfers.images, autostart: luggage.autostart)
    }
}
