import ApusModel
import FoundationEssentials
import Workflow

/// Saves a machine's memory to its host's disk and stops it. When it fails, a machine that was on is on again.
struct SaveVirtualMachineWorkflow: Workflow {
    static let kind = "vm.save.v1"
    static let stepNames = ["look", "save", "observe"]

    var key: HostedKey

    func run(_ step: Steps<WorkflowContext>, in context: WorkflowContext) async throws -> OperationOutput {
        let wasOn = try await step("look") {
            try await context.drivers(key.host).machines.read(key.id)?.state.isActive == true
        }
        try await step("save", undo: { if wasOn { try await putBack(context) } }) {
            try await context.power(key.host).save(key.id)
        }
        try await step.commit()
        try await step("observe") { try await context.refresh(key) }
        return OperationOutput()
    }

    /// Only what was saved is started: a machine that somebody powered off meanwhile stays off.
    private func putBack(_ context: WorkflowContext) async throws {
        guard try await context.drivers(key.host).machines.read(key.id)?.state == .saved else { return }
        try await context.power(key.host).start(key.id, paused: false, discardingSaved: false)
    }
}

/// Forgets a machine's saved memory, which has no inverse; a host that refuses fails the operation.
struct DiscardSavedStateWorkflow: Workflow {
    static let kind = "vm.discard-saved-state.v1"
    static let stepNames = ["discard", "observe"]

    var key: HostedKey

    func run(_ step: Steps<WorkflowContext>, in context: WorkflowContext) async throws -> OperationOutput {
        try await step("discard") { try await context.power(key.host).discardSaved(key.id) }
        try await step.commit()
        try await step("observe") { try await context.refresh(key) }
        return OperationOutput()
    }
}
