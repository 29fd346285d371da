import ApusModel
import FoundationEssentials
import Workflow

/// Makes a machine: disks, seed, definition, start. Everything is named after the machine's id, chosen when it was accepted,
/// so that each step finds what an earlier try left.
struct CreateVirtualMachineWorkflow: Workflow {
    static let kind = "vm.create.v1"
    static let stepNames = ["pool", "image", "disk", "seed", "define", "start", "observe"]

    var host: UUID
    /// Complete but for its disks, which are the drives.
    var definition: MachineDefinition
    var drives: [PlannedDrive]
    var pools: [PlannedPool]
    /// The seed's volume and content; nil for a guest without cloud-init.
    var seedVolume: VolumeName?
    var seed: GuestSeed?
    var start: Bool
    /// The VM whose disks it gets.
    var template: UUID?

    func run(_ step: Steps<WorkflowContext>, in context: WorkflowContext) async throws -> OperationOutput {
        try await step("pool") {
            for pool in pools { try await storage(context).ensurePool(pool.name, path: pool.path) }
        }
        let images = try await step("image", undo: { try await dropImages(context) }) { try await bringImages(context) }
        let contents = try await step("disk", undo: { try await drop(drives.compactMap(\.made), context) }) {
            try await fillDrives(images, context)
        }
        let seedFile = try await step("seed", undo: { try await drop([seedVolume].compactMap(\.self), context) }) {
            try await makeSeed(context)
        }
        try await step("define", undo: { try await forget(context) }) {
            try await machines(context).define(definition(with: contents, seedFile))
            // Written again by a repetition, and taken away by the undo.
            try await context.sshBook?.begin(definition.id, madeUser: seed?.user, model: template)
        }
        try await step("start", undo: { try await machines(context).powerOff(definition.id) }) {
            if start { try await machines(context).start(definition.id) }
        }
        // The machine is there: that its row cannot be read now is no reason to take it away.
        try await step.commit()
        try await step("observe") { try await context.refresh(HostedKey(host: host, id: definition.id)) }
        return OperationOutput()
    }

    private func machines(_ context: WorkflowContext) async throws -> any VirtualMachineDriver {
        try await context.drivers(host).machines
    }

    private func storage(_ context: WorkflowContext) async throws -> any StorageDriver {
        guard let storage = try await context.drivers(host).storage else {
            throw DriverError(.unsupported, "The host offers no storage pools.")
        }
        return storage
    }

    /// One after the other: a repetition replaces what an earlier try left.
    private func fillDrives(_ images: [String?], _ context: WorkflowContext) async throws -> [VolumeFacts?] {
        var contents: [VolumeFacts?] = []
        for (drive, image) in zip(drives, images) {
            contents.append(drive.content == .seed ? nil : try await drive.fill(storage(context), image: image))
        }
        return contents
    }

    /// Where the images lie that the host lacked; nil for drives that need none brought.
    private func bringImages(_ context: WorkflowContext) async throws -> [String?] {
        var paths: [String?] = []
        for drive in drives { paths.append(try await drive.copy?.bring(to: host, context)) }
        return paths
    }

    private func dropImages(_ context: WorkflowContext) async throws {
        for drive in drives { try await drive.copy?.drop(from: host, context) }
    }

    private func makeSeed(_ context: WorkflowContext) async throws -> VolumeFacts? {
        guard let seed, let seedVolume else { return nil }
        let storage = try await storage(context)
        guard storage.acceptsUploads else {
            guard seed.isWanted else { return nil }
            throw DriverError(.unsupported, "The host takes no uploads, so its guests get no cloud-init.")
        }
        return try await storage.createFile(seedVolume.volume, in: seedVolume.pool, bytes: try seed.image())
    }

    private func drop(_ volumes: [VolumeName], _ context: WorkflowContext) async throws {
        for volume in volumes { try await storage(context).deleteVolume(volume.volume, in: volume.pool) }
    }

    private func forget(_ context: WorkflowContext) async throws {
        try await machines(context).powerOff(definition.id)
        try await machines(context).remove(definition.id)
        try await context.sshBook?.forget(definition.id)
        await context.observed(HostedKey(host: host, id: definition.id), nil)
    }

    /// The definition with its drives filled; a seed that was not made is left out.
    func definition(with contents: [VolumeFacts?], _ seedFile: VolumeFacts?) -> MachineDefinition {
        var complete = definition
        complete.disks = zip(drives, contents).compactMap { drive, facts in
            (drive.content == .seed ? seedFile : facts).map(drive.filled)
        }
        return complete
    }
}
