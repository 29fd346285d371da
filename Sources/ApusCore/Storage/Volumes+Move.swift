import ApusModel
import FoundationEssentials
import Schema

extension Volumes {
    /// What moving would take away: the volume at its old place.
    public func movePlan(_ volume: Volume, _ request: MoveVolume) async throws -> StoragePlan {
        let volume = try await freshly(volume)
        _ = try destination(of: volume, request)
        return StoragePlan(
            kind: Volume.noun, id: volume.id, name: volume.fullName, hostName: volume.hostName, deletes: [volume.path],
            keeps: [volume.backingPath].compactMap(\.self))
    }

    /// Brings a volume to another pool of its host, together with what the VM that has it says; while the VM runs, it runs on.
    /// - Throws: a ``Problem``; `conflict` where an image, other volumes or several VMs need it where it is.
    public func move(_ volume: Volume, _ request: MoveVolume, _ caller: Caller) async throws -> ApusModel.Operation {
        let volume = try await freshly(volume)
        let (pool, copy) = try destination(of: volume, request)
        let created = Self.target(copy.place, pool)
        let locks = [Self.lock(copy.place, pool)]
        guard let vm = try onlyUser(of: volume) else {
            return try await change(
                volume, "volume.move", moving(volume, copy, nil, created), caller, locks: locks)
        }
        let vmLocks = locks + [Lock.machine(vm.key)]
        guard vm.state.isActive, let disk = vm.disk(on: volume) else {
            return try await change(
                volume, "volume.move", moving(volume, copy, vm, created), caller, locks: vmLocks)
        }
        guard !disk.readOnly, disk.device == .disk else {
            throw Problem(
                .conflict,
                "Only disks that the guest writes move while it runs; stop the VM \(Echo.quoted(vm.name)) first.")
        }
        let move = DiskMove(
            vm: vm.id, target: disk.target, from: volume.place, to: copy.place, toPath: "",
            format: copy.format ?? "raw")
        let workflow = MoveRunningDiskWorkflow(host: volume.host, copy: copy, move: move, created: created)
        return try await change(volume, "volume.move", workflow, caller, locks: vmLocks)
    }

    private func destination(of volume: Volume, _ request: MoveVolume) throws -> (StoragePool, VolumeRequest) {
        // Without a new name it keeps its own, which says whose it is.
        if let name = request.name { try VolumeDraft.checkGrammar(name) }
        let pool = try target(request.pool, of: volume)
        let image = estate.images.rows().first { $0.path == volume.path }.map { [$0.name] } ?? []
        try refuse(volume, "is the image", image, "an image is found by its path")
        try refuse(volume, "is what this volume is built on:", volume.backs, "it would lose what is below it")
        _ = try onlyUser(of: volume)
        return (pool, try copy(of: volume, in: pool, name: request.name ?? volume.name, format: nil))
    }

    /// The VM that has the volume as a disk; nil when none has.
    private func onlyUser(of volume: Volume) throws -> VirtualMachine? {
        let users = users(of: volume)
        guard let first = users.first else { return nil }
        try refuse(
            volume, "is shared by the VMs", users.count > 1 ? users.map(\.name) : [], "take it from all but one of them"
        )
        guard first.managed else {
            throw Problem(
                .notManaged,
                "Apus did not make the VM \(Echo.quoted(first.name)), so it changes nothing of it; adopt it first.")
        }
        return first
    }

    private func moving(
        _ volume: Volume, _ copy: VolumeRequest, _ vm: VirtualMachine?, _ created: ApusModel.Operation.Target
    ) -> MoveVolumeWorkflow {
        MoveVolumeWorkflow(
            host: volume.host, from: volume.place, fromPath: volume.path, fromFormat: format(of: volume) ?? "raw",
            copy: copy, vm: vm?.id, target: vm?.disk(on: volume)?.target, created: created)
    }
}
