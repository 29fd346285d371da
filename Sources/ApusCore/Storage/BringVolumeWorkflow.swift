import ApusModel
import FoundationEssentials
import Schema
import Workflow

/// Brings a volume that nothing needs to another host: a copy of its bytes, then the old one goes.
struct BringVolumeWorkflow: Workflow {
    static let kind = "volume.bring.v1"
    static let stepNames = ["look", "copy", "delete-old", "observe"]

    var source: UUID
    var target: UUID
    var volume: MovingDisk
    var created: ApusModel.Operation.Target

    func run(_ step: Steps<WorkflowContext>, in context: WorkflowContext) async throws -> OperationOutput {
        // What is there later is then known to be its own.
        try await step("look") { try await context.requireAbsent(volume.to.place, on: target) }
        try await step("copy", undo: { try await drop(context) }) {
            step.progress(0.1, "copying")
            _ = try await volume.make(from: source, at: target, context)
        }
        try await step.commit()
        let notes = try await step("delete-old") { try await context.deleteOld(volume.from, source) }
        try await step("observe") {
            try await context.volumes(source).look(pool: nil)
            try await context.volumes(target).look(pool: nil)
        }
        return OperationOutput(created: created, notes: notes)
    }

    private func drop(_ context: WorkflowContext) async throws {
        try await volume.drop(from: source, at: target, context)
        try await context.volumes(target).look(pool: volume.to.place.pool)
    }
}

extension Volumes {
    /// Brings a volume that nothing needs to a pool of another host, under its own name.
    /// - Throws: a ``Problem``; `conflict` where a VM, an image or other volumes need it, or it needs what lies below it.
    public func bring(
        _ volume: Volume, to host: Host, pool name: String, _ caller: Caller
    ) async throws -> ApusModel.Operation {
        let volume = try await freshly(volume)
        try requireFree(volume)
        try refuse(
            volume, "is built on", [volume.backingPath].compactMap(\.self), "make a full copy of it and bring that")
        let pool = try field("/pool") { try estate.pools.rows(in: host.id).resolve(name) }
        guard pool.hasFiles, volume.type == .file else {
            throw Problem(.conflict, "Only volumes that are files go to another host, and into a pool of files.")
        }
        let place = VolumePlace(pool: pool.name, name: volume.name)
        try VolumeDraft.check(place, in: pool, estate)
        try VolumeRoom(pool).require(volume.capacity, more: volume.allocation, isThin: true)
        let format = format(of: volume)
        let disk = MovingDisk(
            target: volume.name, filling: .bytes, from: volume.place,
            to: VolumeRequest(place, capacity: volume.capacity, format: format, sourceFormat: format), isOwn: true)
        let workflow = BringVolumeWorkflow(
            source: volume.host, target: host.id, volume: disk, created: Self.target(place, pool))
        return try await change(volume, "volume.bring", workflow, caller, locks: [Self.lock(place, pool)])
    }
}
