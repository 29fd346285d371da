import ApusModel
import FoundationEssentials
import Workflow

/// Makes a packet filter.
struct CreateNetworkFilterWorkflow: Workflow {
    static let kind = "filter.create.v1"
    static let stepNames = ["define"]

    var host: UUID
    var id: UUID
    var filter: CreateNetworkFilter

    func run(_ step: Steps<WorkflowContext>, in context: WorkflowContext) async throws -> OperationOutput {
        try await step("define", undo: { try await context.filters(host).remove(filter: id) }) {
            try await context.filters(host).define(id, filter)
        }
        try await step.commit()
        return OperationOutput()
    }
}

/// Takes a packet filter away, which has no inverse.
struct DeleteNetworkFilterWorkflow: Workflow {
    static let kind = "filter.delete.v1"
    static let stepNames = ["remove"]

    var host: UUID
    var id: UUID

    func run(_ step: Steps<WorkflowContext>, in context: WorkflowContext) async throws -> OperationOutput {
        try await step("remove") { try await context.filters(host).remove(filter: id) }
        try await step.commit()
        return OperationOutput()
    }
}
