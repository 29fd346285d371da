import ApusModel
import FoundationEssentials
import Schema

/// A clone request with its references resolved.
struct ClonePlan {
    let source: VirtualMachine
    let request: CloneVirtualMachine
    let id: UUID
    let host: Host
    let settings: ProviderSettings
    /// The disks to copy; the volumes as their host says them now.
    let copies: [CloneVirtualMachineWorkflow.Copy]
    let pools: [StoragePool]

    /// - Parameter found: the volumes of ``CloneSource/disks``, in their order.
    /// - Throws: a ``Problem`` that names the field; `pool-full`.
    init(
        _ source: CloneSource, _ found: [Volume], _ request: CloneVirtualMachine, id: UUID, _ estate: Estate
    ) throws {
        guard ResourceName.isValid(request.name) else {
            throw CreationPlan.fault("/name", "name/grammar", ResourceName.rule)
        }
        if estate.isNameTaken(request.name) {
            throw Problem(.nameTaken, "There is a VM named \(Echo.quoted(request.name)) already.")
        }
        guard let host = estate.hosts.row(source.vm.host) else { throw Problem(.notFound, "The VM has no host.") }
        (self.source, self.request, self.id, self.host) = (source.vm, request, id, host)
        settings = try estate.provider(of: host).settings
        let pools = estate.pools.rows(in: host.id)
        self.pools = pools
        let wanted = try CreationPlan.field("/pool") { try request.pool.map { try pools.resolve($0) } }
        var taken: [String: Int64] = [:]
        copies = try zip(source.disks, found).enumerated().map { index, pair in
            let (disk, volume) = pair
            let pool = try wanted ?? pools.resolve(disk.place.pool)
            try Self.requireRoom(for: volume, in: pool, &taken)
            let format = disk.format == "qcow2" && pool.hasFiles ? "qcow2" : "raw"
            let stem = CreationPlan.volumePrefix(id) + (index == 0 ? "" : "-\(index)")
            return .init(
                from: disk.place, fromPath: volume.path,
                request: VolumeRequest(
                    VolumePlace(pool: pool.name, name: "\(stem).\(format)"), capacity: volume.capacity,
                    allocation: pool.hasFiles ? 0 : nil, format: pool.hasFiles ? format : nil,
                    sourceFormat: disk.format))
        }
    }

    /// Counts what the disks before it take of the same pool. A disk's share of what lies below it is the host's to judge.
    private static func requireRoom(
        for volume: Volume, in pool: StoragePool, _ taken: inout [String: Int64]
    ) throws {
        guard pool.isRunning else {
            throw Problem(
                .invalidState, "The pool \(Echo.quoted(pool.name)) is \(pool.state.rawValue); start it first.")
        }
        let size = pool.hasFiles ? volume.allocation : volume.capacity
        let (sum, overflow) = taken[pool.name, default: 0].addingReportingOverflow(max(0, size))
        taken[pool.name] = overflow ? .max : sum
        try VolumeRoom(pool).require(volume.capacity, more: overflow ? .max : sum, isThin: pool.hasFiles)
    }
}

extension ClonePlan {
    /// The workflow that makes it, with everything chosen.
    func workflow(_ operation: ApusModel.Operation, generation: UUID) throws -> CloneVirtualMachineWorkflow {
        let seed = try guestSeed(operation.createdAt)
        let seedVolume = seed.map { _ in VolumeName(pool: seedPool, volume: CreationPlan.seedName(id)) }
        let volumes = copies.map { "\($0.request.place)" } + [seedVolume?.text].compactMap(\.self)
        var ownership = MachineDefinition.Ownership(
            operation: operation.id, image: source.image, instanceType: source.instanceType,
            createdAt: operation.createdAt, createdBy: operation.actor, volumes: volumes)
        ownership.tags = source.tags
        ownership.clonedFrom = source.id
        let definition = CloneDefinition(
            source: source.id, id: id, name: request.name, description: request.description, generation: generation,
            disks: [], sourceSeed: source.seedDisk?.source, seed: nil, ownership: ownership)
        return CloneVirtualMachineWorkflow(
            host: host.id, definition: definition, copies: copies, seedVolume: seedVolume,
            seedPoolPath: seedPool == settings.pool ? settings.poolPath : nil, seed: seed,
            start: request.start ?? false, notes: notes(hasSeed: seed != nil))
    }

    /// The row that is shown while it is made.
    func row(_ operation: ApusModel.Operation) -> VirtualMachine {
        var row = VirtualMachine(
            id: id, name: request.name, host: host.id, hostName: host.name,
            state: request.start == true ? .starting : .off)
        row.nativeState = "creating"
        (row.cpus, row.memory) = (source.cpus, source.memory)
        row.description = request.description ?? source.description
        (row.title, row.tags, row.managed) = (source.title, source.tags, true)
        (row.image, row.instanceType, row.clonedFrom) = (source.image, source.instanceType, source.id)
        (row.createdAt, row.createdBy) = (operation.createdAt, operation.actor)
        // An address is taken from the moment it is promised.
        row.nics = nics
        return row
    }

    var nics: [NIC] {
        source.nics.enumerated().map { index, nic in
            var copy = nic
            copy.mac = CreationPlan.mac(id, index)
            return copy
        }
    }

    /// The source's and the copy's volumes, which nobody else may change meanwhile.
    var locks: [String] {
        copies.flatMap { [$0.from, $0.request.place] }.compactMap { place in
            pools.first { $0.name == place.pool }.map { Volumes.lock(place, $0) }
        }
    }

    /// Bytes that its disks may come to take in the host's standard pool.
    var disk: Int64 { copies.map(\.request).promised(in: settings.pool) }

    /// Where the seed goes: beside the disks.
    private var seedPool: String { copies.first?.request.place.pool ?? request.pool ?? settings.pool }

    private func notes(hasSeed: Bool) -> [String] {
        var notes: [String] = []
        if source.snapshots > 0 {
            notes.append("The \(source.snapshots) snapshot(s) of \(source.name) are not copied.")
        }
        for disk in source.disks where disk.isSharedByClones(of: source) {
            notes.append("The read-only disk \(disk.target) (\(disk.source ?? "")) is shared with \(source.name).")
        }
        if !hasSeed {
            notes.append(
                "\(source.name) has no cloud-init seed: the copy's guest keeps its host name, SSH host keys and machine id."
            )
        }
        return notes
    }
}
