import ApusModel
import FoundationEssentials
import Workflow

/// Stops a machine's processors. When it fails, a machine that ran runs on.
struct SuspendVirtualMachineWorkflow: Workflow {
    static let kind = "vm.suspend.v1"
    static let stepNames = ["look", "suspend", "observe"]

    var key: HostedKey

    func run(_ step: Steps<WorkflowContext>, in context: WorkflowContext) async throws -> OperationOutput {
        let ran = try await step("look") {
            try await context.drivers(key.host).machines.read(key.id)?.state == .running
        }
        try await step("suspend", undo: { if ran { try await context.power(key.host).resume(key.id) } }) {
            try await context.power(key.host).suspend(key.id)
        }
        try await step.commit()
        try await step("observe") { try await context.refresh(key) }
        return OperationOutput()
    }
}

/// Lets a machine's processors run again. When it fails, a machine that was paused is paused.
struct ResumeVirtualMachineWorkflow: Workflow {
    static let kind = "vm.resume.v1"
    static let stepNames = ["look", "resume", "observe"]

    var key: HostedKey

    func run(_ step: Steps<WorkflowContext>, in context: WorkflowContext) async throws -> OperationOutput {
        let wasPaused = try await step("look") {
            try await context.drivers(key.host).machines.read(key.id)?.state == .paused
        }
        try await step("resume", undo: { if wasPaused { try await context.power(key.host).suspend(key.id) } }) {
            try await context.power(key.host).resume(key.id)
        }
        try await step.commit()
        try await step("observe") { try await context.refresh(key) }
        return OperationOutput()
    }
}
