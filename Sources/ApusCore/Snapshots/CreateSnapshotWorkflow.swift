import ApusModel
import FoundationEssentials
import Schema
import Workflow

/// Takes a snapshot. Its overlays are the machine's own before they are there, so that none is ever without an owner.
struct CreateSnapshotWorkflow: Workflow {
    static let kind = "vm.snapshot.v1"
    static let stepNames = ["own", "create", "observe"]

    var key: HostedKey
    var plan: SnapshotPlan
    /// A machine that was off goes off again when undoing needed its process.
    var wasActive: Bool

    func run(_ step: Steps<WorkflowContext>, in context: WorkflowContext) async throws -> OperationOutput {
        try await step("own", undo: { try await context.snapshots(key).clean(key.id) }) {
            try await refuseTwin(context)
            try await context.snapshots(key).own(plan.volumes, of: key.id)
        }
        let isFrozen = try await step("create", undo: { try await remove(context) }) {
            if plan.withMemory { step.progress(0.5, "the guest is paused while its memory is written") }
            return try await context.snapshots(key).create(plan, of: key.id)
        }
        try await step.commit()
        let id = try await step("observe") {
            try await context.readSnapshots(key).first { $0.name == plan.name }?.id
        }
        let created = id.map { ApusModel.Operation.Target(kind: VirtualMachineSnapshot.noun, id: $0, name: plan.name) }
        return OperationOutput(created: created, notes: notes(isFrozen))
    }

    /// What somebody else took under this name meanwhile must not be undone as ours.
    private func refuseTwin(_ context: WorkflowContext) async throws {
        guard try await context.snapshots(key).snapshots(of: key.id).contains(where: { $0.name == plan.name }) else {
            return
        }
        throw Problem(.nameTaken, "The VM has a snapshot \(Echo.quoted(plan.name)) already.")
    }

    private func remove(_ context: WorkflowContext) async throws {
        try await context.snapshots(key).delete(plan.name, of: key.id)
        try await context.snapshots(key).merge(key.id) { _ in }
        try await context.snapshots(key).clean(key.id)
        if !wasActive { try await context.drivers(key.host).machines.powerOff(key.id) }
        try await context.refreshSnapshots(key)
    }

    private func notes(_ isFrozen: Bool) -> [String]? {
        if plan.withMemory { return ["The guest was paused while its memory was written."] }
        guard plan.kind == .external, plan.quiesce != .never else { return nil }
        return [
            isFrozen
                ? "The guest's file systems were frozen meanwhile."
                : "The guest's agent did not answer: the disks are as after a power cut."
        ]
    }
}

extension WorkflowContext {
    /// What can be done with snapshots on a machine's host.
    func snapshots(_ key: HostedKey) async throws -> any SnapshotDriver {
        guard let snapshots = try await drivers(key.host).snapshots else {
            throw DriverError(.unsupported, "The host takes no snapshots.")
        }
        return snapshots
    }

    /// Reads a machine and its snapshots from the host and shows them.
    func refreshSnapshots(_ key: HostedKey) async throws { _ = try await readSnapshots(key) }

    func readSnapshots(_ key: HostedKey) async throws -> [VirtualMachineSnapshot] {
        try await refresh(key)
        let rows = try await snapshots(key).snapshots(of: key.id)
        await observedSnapshots(key, rows)
        return rows
    }
}
