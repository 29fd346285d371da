import ApusModel
import FoundationEssentials
import Schema

extension VirtualMachines {
    /// Takes a snapshot of a machine.
    /// - Throws: a ``Problem``; `name-taken`, or `invalid-state` with the reason and what to do instead.
    public func createSnapshot(
        of vm: VirtualMachine, _ request: CreateSnapshot, _ caller: Caller
    ) async throws -> ApusModel.Operation {
        try requireCapability(of: "vm.snapshot", vm)
        try requireManaged(vm)
        let name = request.name ?? Self.name(at: ambient.now())
        let others = estate.snapshots(of: vm.key)
        guard !others.contains(where: { $0.name == name }) else {
            throw Problem(.nameTaken, "The VM \(Echo.quoted(vm.name)) has a snapshot \(Echo.quoted(name)) already.")
        }
        let scene = try await scene(of: vm)
        let plan = try SnapshotChoice(request: request, vm: vm, scene: scene, others: others).plan(name: name)
        let workflow = CreateSnapshotWorkflow(key: vm.key, plan: plan, wasActive: scene.state.isActive)
        return try await change(vm, "vm.snapshot", workflow, caller)
    }

    /// Brings a machine back to a snapshot. What it did since, and no snapshot holds, is lost.
    public func revert(
        _ vm: VirtualMachine, to snapshot: VirtualMachineSnapshot, _ request: RevertSnapshot, _ caller: Caller
    ) async throws -> ApusModel.Operation {
        try requireCapability(of: "vm.snapshot", vm)
        try requireManaged(vm)
        let scene = try await scene(of: vm)
        if scene.checkpoints > 0 {
            throw refusal(
                vm, snapshot, "the VM has checkpoints of backups, which would keep it from starting; delete them")
        }
        if scene.state == .saved { throw refusal(vm, snapshot, "its memory is saved; start or stop it first") }
        let others = estate.snapshots(of: vm.key)
        guard others.allSatisfy({ $0.kind == snapshot.kind }) else {
            throw refusal(vm, snapshot, "the VM has internal and external snapshots; delete those of one kind")
        }
        guard snapshot.kind == .external else {
            let workflow = RevertSnapshotWorkflow(key: vm.key, name: snapshot.name, start: request.start)
            return try await change(vm, "vm.snapshot-revert", workflow, caller)
        }
        let workflow = try switching(vm, to: snapshot, scene, others, start: request.start ?? snapshot.state.isActive)
        return try await change(vm, "vm.snapshot-revert", workflow, caller)
    }

    /// Deletes a snapshot, where asked with those taken after it.
    public func delete(
        _ snapshot: VirtualMachineSnapshot, of vm: VirtualMachine, children: Bool, _ caller: Caller
    ) async throws -> ApusModel.Operation {
        try requireCapability(of: "vm.snapshot", vm)
        try requireManaged(vm)
        let rows = estate.snapshots(of: vm.key)
        let names = children ? Self.descendants(of: snapshot.name, in: rows) : [snapshot.name]
        return try await change(
            vm, "vm.snapshot-delete", DeleteSnapshotWorkflow(key: vm.key, names: names), caller)
    }

    /// A snapshot and all that were taken after it, each after its own children.
    static func descendants(of name: String, in rows: [VirtualMachineSnapshot]) -> [String] {
        var found = [name]
        // Parents come from a host: a circle must not hold us.
        var index = 0
        while index < found.count {
            let children = rows.filter { $0.parent == found[index] }.map(\.name).sorted()
            found += children.filter { !found.contains($0) }
            index += 1
        }
        return found.reversed()
    }

    private func switching(
        _ vm: VirtualMachine, to snapshot: VirtualMachineSnapshot, _ scene: SnapshotScene,
        _ rows: [VirtualMachineSnapshot], start: Bool
    ) throws -> SwitchSnapshotWorkflow {
        guard let external = scene.externals.first(where: { $0.name == snapshot.name }) else {
            throw refusal(vm, snapshot, "the host does not tell its images")
        }
        if let lost = external.bases.first(where: { $0.pool == nil }) {
            throw refusal(vm, snapshot, "\(Echo.quoted(lost.path)) is in no storage pool of the host")
        }
        let mark = ambient.uuid().uuidString.prefix(8).lowercased()
        let overlays = external.bases.map { base in
            let name = SnapshotChoice.overlayName(vm.id, "\(mark)-\(base.target)")
            let folder = base.path.dropLast(base.fileName.utf8.count)
            return SnapshotPlace.Disk(
                target: base.target, path: folder + name, format: "qcow2", pool: base.pool, capacity: base.capacity)
        }
        let now = scene.disks.filter { disk in overlays.contains { $0.target == disk.target } }
        let from = SnapshotPlace(
            current: rows.first(where: \.isCurrent)?.name,
            disks: now.compactMap { disk in
                disk.path.map { .init(target: disk.target, path: $0, format: disk.format, pool: disk.pool) }
            }, record: snapshot.name, overlays: external.overlays)
        guard from.disks.count == overlays.count else {
            throw refusal(vm, snapshot, "the VM no longer has all its disks")
        }
        return SwitchSnapshotWorkflow(
            key: vm.key, from: from,
            to: SnapshotPlace(current: snapshot.name, disks: overlays, record: snapshot.name, overlays: overlays),
            bases: external.bases, wasActive: scene.state.isActive, start: start)
    }

    private func scene(of vm: VirtualMachine) async throws -> SnapshotScene {
        do {
            return try await operations.context.snapshots(vm.key).scene(of: vm.id)
        } catch let error as DriverError {
            throw error.problem
        }
    }

    private func refusal(_ vm: VirtualMachine, _ snapshot: VirtualMachineSnapshot, _ reason: String) -> Problem {
        Problem(
            .invalidState,
            "The VM \(Echo.quoted(vm.name)) cannot go back to \(Echo.quoted(snapshot.name)): \(reason).")
    }

    /// `20260131-235959`, in UTC.
    private static func name(at date: Date) -> String {
        let digits = Timestamp.text(of: date).prefix { $0 != "." && $0 != "Z" }.filter { $0 != "-" && $0 != ":" }
        return digits.replacing("T", with: "-")
    }
}

extension Estate {
    /// The snapshots of one machine.
    func snapshots(of vm: HostedKey) -> [VirtualMachineSnapshot] {
        snapshots.rows(in: vm.host).filter { $0.vm == vm.id }
    }

    /// Shows a machine's snapshots as its host just said.
    public func observed(_ vm: HostedKey, snapshots rows: [VirtualMachineSnapshot]) {
        let kept = Set(rows.map(\.key))
        snapshots.remove(snapshots(of: vm).map(\.key).filter { !kept.contains($0) })
        snapshots.upsert(rows)
    }
}
