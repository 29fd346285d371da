import ApusModel
import FoundationEssentials
import Workflow

/// Resets a machine. A reset has no inverse; it comes before the commit, so that a host that refuses it fails the operation.
struct ResetVirtualMachineWorkflow: Workflow {
    static let kind = "vm.reset.v1"
    static let stepNames = ["reset", "observe"]

    var key: HostedKey

    func run(_ step: Steps<WorkflowContext>, in context: WorkflowContext) async throws -> OperationOutput {
        try await step("reset") { try await context.power(key.host).reset(key.id) }
        try await step.commit()
        try await step("observe") { try await context.refresh(key) }
        return OperationOutput()
    }
}

/// Asks a guest to reboot until it does; when its time is over it is reset, where that was asked for. A reboot has no inverse.
struct RebootVirtualMachineWorkflow: Workflow {
    static let kind = "vm.reboot.v1"
    static let stepNames = ["reboot", "reset", "observe"]

    var key: HostedKey
    var graceSeconds: Int
    /// Whether a guest that does not hear is reset.
    var force: Bool

    func run(_ step: Steps<WorkflowContext>, in context: WorkflowContext) async throws -> OperationOutput {
        let isDone = try await step("reboot") { try await reboot(step, context) }
        try await step("reset") {
            if isDone { return }
            guard force else {
                throw DriverError(
                    .invalidState,
                    "The guest did not reboot within \(graceSeconds) seconds; give it more, or reset it.")
            }
            try await context.power(key.host).reset(key.id)
        }
        try await step.commit()
        try await step("observe") { try await context.refresh(key) }
        return OperationOutput(
            notes: isDone ? nil : ["The guest did not hear within \(graceSeconds) seconds and was reset."])
    }

    /// Asks again every ten seconds, since a guest that is still booting hears nothing.
    private func reboot(_ step: Steps<WorkflowContext>, _ context: WorkflowContext) async throws -> Bool {
        var left = graceSeconds
        while left > 0 {
            step.progress(
                Double(graceSeconds - left) / Double(graceSeconds), "waiting for the guest to reboot")
            let round = min(left, 10)
            if try await ask(context, .seconds(round)) { return true }
            left -= round
        }
        return false
    }

    /// A guest that cannot be asked is waited for no longer.
    private func ask(_ context: WorkflowContext, _ limit: Duration) async throws -> Bool {
        let power = try await context.power(key.host)
        guard force else { return try await power.reboot(key.id, within: limit) }
        do {
            return try await power.reboot(key.id, within: limit)
        } catch let error as DriverError where error.code == .unsupported || error.code == .failed {
            return false
        }
    }
}
