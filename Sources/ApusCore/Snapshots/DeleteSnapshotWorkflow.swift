import ApusModel
import FoundationEssentials
import Workflow

/// Deletes snapshots, children first. The images of external ones are merged afterwards: by then no snapshot stands on them, so
/// that a merge may end anywhere and be taken up again.
struct DeleteSnapshotWorkflow: Workflow {
    static let kind = "vm.snapshot-delete.v1"
    static let stepNames = ["look", "delete", "merge", "power", "clean", "observe"]

    var key: HostedKey
    /// In the order they go.
    var names: [String]

    func run(_ step: Steps<WorkflowContext>, in context: WorkflowContext) async throws -> OperationOutput {
        let wasOff = try await step("look") {
            try await context.drivers(key.host).machines.read(key.id)?.state.isActive != true
        }
        try await step("delete", undo: { try await settle(wasOff, step, context) }) {
            for (index, name) in names.enumerated() {
                step.progress(Double(index) / Double(names.count) / 2, "deleting \(name)")
                try await context.snapshots(key).delete(name, of: key.id)
            }
        }
        try await step.commit()
        let fault = try await step("merge") { try await merge(step, context) }
        try await step("power") { if wasOff { try await context.drivers(key.host).machines.powerOff(key.id) } }
        try await step("clean") { try await context.snapshots(key).clean(key.id) }
        try await step("observe") { try await context.refreshSnapshots(key) }
        return OperationOutput(notes: fault.map { ["Its images are merged with the next deletion: \($0)"] })
    }

    /// What was deleted before the failure is gone: its images are taken care of all the same.
    private func settle(_ wasOff: Bool, _ step: Steps<WorkflowContext>, _ context: WorkflowContext) async throws {
        _ = try await merge(step, context)
        if wasOff { try await context.drivers(key.host).machines.powerOff(key.id) }
        try await context.snapshots(key).clean(key.id)
        try await context.refreshSnapshots(key)
    }

    /// - Returns: why the host refused; the snapshot is gone all the same, and the chain is as sound as before.
    private func merge(_ step: Steps<WorkflowContext>, _ context: WorkflowContext) async throws -> String? {
        do {
            try await context.snapshots(key).merge(key.id) { step.progress(0.5 + $0 / 2, "merging images") }
            return nil
        } catch let error as DriverError where !error.mayPass { return error.message }
    }
}

extension DriverError {
    /// Whether the same call may succeed later.
    var mayPass: Bool { [.unreachable, .timedOut, .busy, .cancelled].contains(code) }
}
