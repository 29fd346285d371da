import ApusModel
import FoundationEssentials
import Workflow

/// Starts a machine that is off.
struct StartVirtualMachineWorkflow: Workflow {
    static let kind = "vm.start.v1"
    static let stepNames = ["start", "observe"]

    var key: HostedKey

    func run(_ step: Steps<WorkflowContext>, in context: WorkflowContext) async throws -> OperationOutput {
        try await step("start") { try await context.drivers(key.host).machines.start(key.id) }
        try await step("observe") { try await context.refresh(key) }
        return OperationOutput()
    }
}
