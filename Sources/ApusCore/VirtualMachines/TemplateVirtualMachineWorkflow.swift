import ApusModel
import FoundationEssentials
import Workflow

/// Marks a stopped machine as a template, or makes it an ordinary one again.
struct TemplateVirtualMachineWorkflow: Workflow {
    static let kind = "vm.template.v1"
    static let stepNames = ["mark", "observe"]

    var key: HostedKey
    var isTemplate: Bool

    func run(_ step: Steps<WorkflowContext>, in context: WorkflowContext) async throws -> OperationOutput {
        try await step("mark", undo: { try await mark(!isTemplate, context) }) {
            try await mark(isTemplate, context)
        }
        try await step.commit()
        try await step("observe") { try await context.refresh(key) }
        return OperationOutput()
    }

    private func mark(_ wanted: Bool, _ context: WorkflowContext) async throws {
        try await context.templates(key.host).setTemplate(key.id, wanted)
    }
}

extension WorkflowContext {
    func templates(_ host: UUID) async throws -> any TemplateDriver {
        guard let templates = try await drivers(host).templates else {
            throw DriverError(.unsupported, "This kind of host has neither templates nor rescues.")
        }
        return templates
    }
}
