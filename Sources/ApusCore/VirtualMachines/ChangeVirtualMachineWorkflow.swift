import ApusModel
import FoundationEssentials
import Workflow

/// Changes a machine's definition, then gives a running guest what it can take. A definition that is refused is put back; what
/// the guest does not take waits for its next start, and the operation's notes say so.
struct ChangeVirtualMachineWorkflow: Workflow {
    static let kind = "vm.change.v1"
    static let stepNames = ["look", "define", "rename", "live", "observe"]

    var key: HostedKey
    var change: ChangeVirtualMachine

    func run(_ step: Steps<WorkflowContext>, in context: WorkflowContext) async throws -> OperationOutput {
        let before = try await step("look") { try await context.definitions(key.host).standing(key.id) }
        try await step("define", undo: { try await context.definitions(key.host).putBack(before, key.id) }) {
            try await context.definitions(key.host).change(key.id, change)
        }
        try await step("rename", undo: { try await rename(to: before.name, context) }) {
            if let name = change.name { try await context.definitions(key.host).rename(key.id, to: name) }
        }
        try await step.commit()
        let notes = try await step("live") { try await context.definitions(key.host).changeLive(key.id, change) }
        try await step("observe") { try await context.refresh(key) }
        return OperationOutput(notes: notes.isEmpty ? nil : notes)
    }

    private func rename(to name: String, _ context: WorkflowContext) async throws {
        if change.name != nil { try await context.definitions(key.host).rename(key.id, to: name) }
    }
}

/// Replaces a machine's definition by XML that a person edited.
struct RedefineVirtualMachineWorkflow: Workflow {
    static let kind = "vm.redefine.v1"
    static let stepNames = ["look", "check", "define", "observe"]

    var key: HostedKey
    var request: RedefineVirtualMachine

    func run(_ step: Steps<WorkflowContext>, in context: WorkflowContext) async throws -> OperationOutput {
        let before = try await step("look") { try await context.definitions(key.host).standing(key.id) }
        // Once more than when it was accepted: somebody may have come between.
        try await step("check") {
            try await DefinitionCheck(request, context.definitions(key.host), key.id).requireGood()
        }
        try await step("define", undo: { try await context.definitions(key.host).putBack(before, key.id) }) {
            try await context.definitions(key.host).redefine(key.id, request)
        }
        try await step.commit()
        let isOn = try await step("observe") {
            try await context.refresh(key)
            return try await context.drivers(key.host).machines.read(key.id)?.state.isActive == true
        }
        return OperationOutput(notes: isOn ? ["It takes effect at the next start."] : nil)
    }
}
