import ApusModel
import FoundationEssentials
import Workflow

/// Hands a machine that others made to Apus: only what Apus keeps with it is written.
struct AdoptVirtualMachineWorkflow: Workflow {
    static let kind = "vm.adopt.v1"
    static let stepNames = ["look", "mark", "observe"]

    var key: HostedKey
    var actor: String
    var date: Date

    func run(_ step: Steps<WorkflowContext>, in context: WorkflowContext) async throws -> OperationOutput {
        let before = try await step("look") { try await context.definitions(key.host).mark(of: key.id) }
        try await step("mark", undo: { try await context.definitions(key.host).setMark(before, of: key.id) }) {
            guard before == nil else { return }
            let definitions = try await context.definitions(key.host)
            try await definitions.setMark(definitions.adoptionMark(by: actor, at: date), of: key.id)
        }
        try await step.commit()
        try await step("observe") { try await context.refresh(key) }
        return OperationOutput()
    }
}

/// Lets a machine go: what Apus keeps with it is taken away, and everything runs on.
struct ReleaseVirtualMachineWorkflow: Workflow {
    static let kind = "vm.release.v1"
    static let stepNames = ["look", "unmark", "observe"]

    var key: HostedKey

    func run(_ step: Steps<WorkflowContext>, in context: WorkflowContext) async throws -> OperationOutput {
        let before = try await step("look") { try await context.definitions(key.host).mark(of: key.id) }
        try await step("unmark", undo: { try await context.definitions(key.host).setMark(before, of: key.id) }) {
            try await context.definitions(key.host).setMark(nil, of: key.id)
        }
        try await step.commit()
        try await step("observe") { try await context.refresh(key) }
        return OperationOutput()
    }
}
