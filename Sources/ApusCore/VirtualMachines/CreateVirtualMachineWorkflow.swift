import ApusModel
import FoundationEssentials
import Workflow

/// Makes a machine: disk, seed, definition, start. Everything is named after the machine's id, chosen when it was accepted,
/// so that each step finds what an earlier try left.
struct CreateVirtualMachineWorkflow: Workflow {
    static let kind = "vm.create.v1"
    static let stepNames = ["pool", "disk", "seed", "define", "start", "observe"]

    var host: UUID
    var definition: MachineDefinition
    var disk: DiskRequest
    var poolPath: String?
    /// The seed's volume name and content; nil for a guest without cloud-init.
    var seedVolume: String?
    var seed: GuestSeed?
    var start: Bool

    func run(_ step: Steps<WorkflowContext>, in context: WorkflowContext) async throws -> OperationOutput {
        try await step("pool") { try await storage(context).ensurePool(disk.pool, path: poolPath) }
        let system = try await step("disk", undo: { try await drop(disk.name, context) }) {
            try await storage(context).createDisk(disk)
        }
        let seedFile = try await step("seed", undo: { try await drop(seedVolume, context) }) {
            try await makeSeed(context)
        }
        try await step("define", undo: { try await forget(context) }) {
            try await machines(context).define(definition(with: [system, seedFile].compactMap(\.self)))
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

    private func makeSeed(_ context: WorkflowContext) async throws -> VolumeFacts? {
        guard let seed, let seedVolume else { return nil }
        let storage = try await storage(context)
        guard storage.acceptsUploads else {
            guard seed.isWanted else { return nil }
            throw DriverError(.unsupported, "The host takes no uploads, so its guests get no cloud-init.")
        }
        return try await storage.createFile(seedVolume, in: disk.pool, bytes: try seed.image())
    }

    private func drop(_ volume: String?, _ context: WorkflowContext) async throws {
        guard let volume else { return }
        try await storage(context).deleteVolume(volume, in: disk.pool)
    }

    private func forget(_ context: WorkflowContext) async throws {
        try await machines(context).powerOff(definition.id)
        try await machines(context).remove(definition.id)
        await context.observed(HostedKey(host: host, id: definition.id), nil)
    }

    /// The seed comes second and read-only: cloud kernels see it as a virtio disk.
    private func definition(with volumes: [VolumeFacts]) -> MachineDefinition {
        var complete = definition
        complete.disks = volumes.enumerated().map { index, volume in
            .init(path: volume.path, format: volume.format, readOnly: index > 0)
        }
        return complete
    }
}
