import ApusModel
import FoundationEssentials
import Inventory
import Schema
import Workflow

/// What users do with volumes.
public struct Volumes: Sendable {
    let estate: Estate
    let operations: Operations
    let context: WorkflowContext
    let ambient: Ambient

    /// Makes an empty volume, or one built on an image or another volume.
    /// - Throws: a ``Problem`` that names the field; `name-taken`, `ambiguous` over hosts, `pool-full`.
    public func create(_ request: CreateVolume, _ caller: Caller) async throws -> ApusModel.Operation {
        let draft = try VolumeDraft(request, estate)
        let workflow = CreateVolumeWorkflow(host: draft.pool.host, request: draft.request)
        let below = draft.below.map { [Lock.volume($0.key)] } ?? []
        return try await submit(
            "volume.create", draft.request.place, in: draft.pool, workflow,
            locks: [Self.lock(draft.request.place, draft.pool)] + below, caller)
    }

    /// Makes a volume larger, never smaller.
    /// - Throws: a ``Problem``; `conflict` while a running VM has it, whose own disk is then to be grown.
    public func grow(_ volume: Volume, _ request: GrowVolume, _ caller: Caller) async throws -> ApusModel.Operation {
        let pool = try pool(of: volume)
        guard request.capacity > volume.capacity else {
            throw CreationPlan.fault("/capacity", "range", "must be more than the volume's \(volume.capacity) bytes")
        }
        let running = users(of: volume).filter(\.state.isActive).map(\.name)
        try refuse(volume, "is in use by the running VM", running, "grow it as that VM's disk")
        try refuse(volume, "is the image", [volume.image].compactMap(\.self), "an image keeps its size")
        try VolumeRoom(pool).require(
            request.capacity, more: request.capacity - volume.capacity, isThin: volume.type == .file)
        let workflow = GrowVolumeWorkflow(host: volume.host, volume: volume.place, capacity: request.capacity)
        return try await change(volume, "volume.grow", workflow, caller)
    }

    /// What deleting or wiping would take away.
    /// - Throws: a ``Problem`` `conflict` that names the VM, the volumes or the image that need it.
    public func deletionPlan(_ volume: Volume) async throws -> StoragePlan {
        let volume = try await freshly(volume)
        try requireFree(volume)
        return StoragePlan(
            kind: Volume.noun, id: volume.id, name: volume.fullName, hostName: volume.hostName, deletes: [volume.path],
            keeps: [volume.backingPath].compactMap(\.self))
    }

    public func delete(_ volume: Volume, _ caller: Caller) async throws -> ApusModel.Operation {
        try requireFree(try await freshly(volume))
        return try await change(
            volume, "volume.delete", DeleteVolumeWorkflow(host: volume.host, volume: volume.place), caller)
    }

    /// Overwrites a volume that nothing needs with zeros, the head of a qcow2 file too.
    public func wipe(_ volume: Volume, _ caller: Caller) async throws -> ApusModel.Operation {
        try requireFree(try await freshly(volume))
        return try await change(
            volume, "volume.wipe", WipeVolumeWorkflow(host: volume.host, volume: volume.place), caller)
    }

    /// Makes a full copy in a pool of the same host.
    /// - Throws: a ``Problem``; `conflict` while a running VM writes to it.
    public func clone(_ volume: Volume, _ request: CloneVolume, _ caller: Caller) async throws -> ApusModel.Operation {
        try VolumeDraft.checkGrammar(request.name)
        let pool = try target(request.pool ?? volume.pool, of: volume)
        let running = users(of: volume).filter { $0.state.isActive && $0.writes(to: volume) }.map(\.name)
        try refuse(volume, "is being written by the running VM", running, "stop it, or make a snapshot first")
        let copy = try copy(of: volume, in: pool, name: request.name, format: request.format)
        let created = Self.target(copy.place, pool)
        let workflow = CloneVolumeWorkflow(host: volume.host, source: volume.place, copy: copy, created: created)
        return try await change(volume, "volume.clone", workflow, caller, locks: [Self.lock(copy.place, pool)])
    }
}

extension Volumes {
    /// Takes the row as its host says it now: what was made outside since the last listing counts too.
    func freshly(_ volume: Volume) async throws -> Volume {
        do { try await context.volumes(volume.host).look(pool: nil) } catch let error as DriverError {
            throw error.problem
        }
        guard let fresh = estate.volumes.row(volume.key) else {
            throw Problem(.notFound, "There is no volume \(Echo.quoted(volume.fullName)) any more.")
        }
        return fresh
    }

    /// - Throws: a ``Problem`` `conflict` that names what needs the volume.
    func requireFree(_ volume: Volume) throws {
        try refuse(volume, "is a disk of the VM", volume.usedBy, "delete the VM or take the disk from it first")
        let image = estate.images.rows().first { $0.path == volume.path }.map { [$0.name] } ?? []
        try refuse(volume, "is the image", image, "remove the image first")
        try refuse(volume, "is what this volume is built on:", volume.backs, "delete that first")
    }

    func refuse(_ volume: Volume, _ reason: String, _ names: [String], _ hint: String) throws {
        guard let first = names.first else { return }
        let more = names.count > 1 ? " and \(names.count - 1) more" : ""
        var problem = Problem(
            .conflict, "The volume \(Echo.quoted(volume.fullName)) \(reason) \(Echo.quoted(first))\(more); \(hint).")
        problem.candidates = Array(names.prefix(20))
        throw problem
    }

    func users(of volume: Volume) -> [VirtualMachine] {
        estate.machines.rows(in: volume.host).filter { volume.usedBy.contains($0.name) && $0.disk(on: volume) != nil }
    }

    func pool(of volume: Volume) throws -> StoragePool {
        guard let pool = estate.pools.row(HostedKey(host: volume.host, id: volume.poolID)) else {
            throw Problem(.notFound, "The pool of the volume \(Echo.quoted(volume.fullName)) is gone.")
        }
        return pool
    }

    /// The pool of the same host that a body names.
    func target(_ reference: String, of volume: Volume) throws -> StoragePool {
        try field("/pool") { try estate.pools.rows(in: volume.host).resolve(reference) }
    }

    /// A full copy of a volume, once it is sure that it fits.
    func copy(of volume: Volume, in pool: StoragePool, name: String, format: Image.Format?) throws -> VolumeRequest {
        let place = VolumePlace(pool: pool.name, name: name)
        try VolumeDraft.check(place, in: pool, estate)
        let isThin = pool.hasFiles
        try VolumeRoom(pool).require(volume.capacity, more: isThin ? 0 : volume.capacity, isThin: isThin)
        let own = self.format(of: volume).flatMap(Image.Format.init(rawValue:)) ?? .raw
        return VolumeRequest(
            place, capacity: volume.capacity, allocation: isThin ? 0 : nil,
            format: isThin ? (format ?? own).rawValue : nil, sourceFormat: saidFormat(of: volume))
    }

    /// What the VM that has the volume takes it for; nil where none has it.
    private func saidFormat(of volume: Volume) -> String? {
        users(of: volume).lazy.compactMap { $0.disk(on: volume) }.first.map { $0.format ?? "raw" }
    }

    /// What the volume is: a VM knows better than its first bytes, which a guest may have written.
    func format(of volume: Volume) -> String? { saidFormat(of: volume) ?? volume.format }

    static func lock(_ place: VolumePlace, _ pool: StoragePool) -> String {
        Lock.volume(HostedKey(host: pool.host, id: Volume.id(of: place.name, in: pool.id)))
    }

    static func target(_ place: VolumePlace, _ pool: StoragePool) -> ApusModel.Operation.Target {
        .init(kind: Volume.noun, id: Volume.id(of: place.name, in: pool.id), name: "\(place.pool):\(place.name)")
    }

    func change<W: Workflow>(
        _ volume: Volume, _ kind: String, _ workflow: W, _ caller: Caller, locks: [String] = []
    ) async throws -> ApusModel.Operation {
        try await operations.submit(
            kind, of: .init(kind: Volume.noun, id: volume.id, name: volume.fullName), on: volume.host, workflow,
            locks: [Lock.volume(volume.key)] + locks, caller)
    }

    private func submit<W: Workflow>(
        _ kind: String, _ place: VolumePlace, in pool: StoragePool, _ workflow: W, locks: [String], _ caller: Caller
    ) async throws -> ApusModel.Operation {
        try await operations.submit(
            kind, of: Self.target(place, pool), on: pool.host, workflow, locks: locks, caller)
    }
}

extension Volume {
    var place: VolumePlace { VolumePlace(pool: pool, name: name) }
}

extension VirtualMachine {
    func disk(on volume: Volume) -> Disk? {
        disks.first { $0.source == volume.path || $0.source == "\(volume.pool)/\(volume.name)" }
    }

    fileprivate func writes(to volume: Volume) -> Bool { disk(on: volume)?.readOnly == false }
}

extension StoragePool {
    /// Whether its volumes are files, which take space as they are written.
    var hasFiles: Bool { ["dir", "fs", "netfs", "gluster", "vstorage"].contains(type) }
}
