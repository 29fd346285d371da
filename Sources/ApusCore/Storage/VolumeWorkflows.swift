import ApusModel
import FoundationEssentials
import Workflow

/// Makes an empty volume, or one that is built on another.
struct CreateVolumeWorkflow: Workflow {
    static let kind = "volume.create.v1"
    static let stepNames = ["look", "create", "observe"]

    var host: UUID
    var request: VolumeRequest

    func run(_ step: Steps<WorkflowContext>, in context: WorkflowContext) async throws -> OperationOutput {
        try await step("look") { try await context.requireAbsent(request.place, on: host) }
        try await step("create", undo: { try await drop(context) }) { try await create(context) }
        try await step.commit()
        try await step("observe") { try await context.volumes(host).look(pool: request.place.pool) }
        return OperationOutput()
    }

    /// One that is there by now is ours when it is what was asked for: made by a try that died.
    private func create(_ context: WorkflowContext) async throws {
        do {
            try await context.volumes(host).create(request)
        } catch let error as DriverError where error.code == .exists {
            guard try await context.isMade(request, on: host) else { throw error }
        }
    }

    private func drop(_ context: WorkflowContext) async throws {
        if try await context.isMade(request, on: host) { try await context.volumes(host).delete(request.place) }
        try await context.volumes(host).look(pool: request.place.pool)
    }
}

/// Makes a volume larger. Nothing makes it smaller again without loss, so that a failure may leave it grown.
struct GrowVolumeWorkflow: Workflow {
    static let kind = "volume.grow.v1"
    static let stepNames = ["grow", "observe"]

    var host: UUID
    var volume: VolumePlace
    var capacity: Int64

    func run(_ step: Steps<WorkflowContext>, in context: WorkflowContext) async throws -> OperationOutput {
        try await step("grow") { try await context.volumes(host).grow(volume, to: capacity) }
        try await step.commit()
        try await step("observe") { try await context.volumes(host).look(pool: volume.pool) }
        return OperationOutput()
    }
}

/// Overwrites a volume with zeros. What was in it is gone from the first moment.
struct WipeVolumeWorkflow: Workflow {
    static let kind = "volume.wipe.v1"
    static let stepNames = ["wipe", "observe"]

    var host: UUID
    var volume: VolumePlace

    func run(_ step: Steps<WorkflowContext>, in context: WorkflowContext) async throws -> OperationOutput {
        try await step("wipe") { try await context.volumes(host).wipe(volume) }
        try await step.commit()
        try await step("observe") { try await context.volumes(host).look(pool: volume.pool) }
        return OperationOutput()
    }
}

/// Deletes a volume. There is no way back; a host that refuses leaves it as it was.
struct DeleteVolumeWorkflow: Workflow {
    static let kind = "volume.delete.v1"
    static let stepNames = ["delete", "observe"]

    var host: UUID
    var volume: VolumePlace

    func run(_ step: Steps<WorkflowContext>, in context: WorkflowContext) async throws -> OperationOutput {
        try await step("delete") { try await context.volumes(host).delete(volume) }
        try await step.commit()
        try await step("observe") { try await context.volumes(host).look(pool: volume.pool) }
        return OperationOutput()
    }
}

/// Makes a full copy of a volume.
struct CloneVolumeWorkflow: Workflow {
    static let kind = "volume.clone.v1"
    static let stepNames = ["look", "clone", "observe"]

    var host: UUID
    var source: VolumePlace
    var copy: VolumeRequest
    /// The copy's id, which follows from its pool and name.
    var created: ApusModel.Operation.Target

    func run(_ step: Steps<WorkflowContext>, in context: WorkflowContext) async throws -> OperationOutput {
        try await step("look") { try await context.requireAbsent(copy.place, on: host) }
        try await step("clone", undo: { try await drop(context) }) {
            try await context.volumes(host).clone(source, as: copy) { step.progress(0.1 + 0.8 * $0, "copying") }
        }
        try await step.commit()
        try await step("observe") { try await context.volumes(host).look(pool: copy.place.pool) }
        return OperationOutput(created: created)
    }

    private func drop(_ context: WorkflowContext) async throws {
        try await context.volumes(host).delete(copy.place)
        try await context.volumes(host).look(pool: copy.place.pool)
    }
}
