import ApusModel
import FoundationEssentials
import Workflow

/// Starts a machine that is off, or restores a saved one. A start that fails leaves it off; one that worked is only looked at.
struct StartVirtualMachineWorkflow: Workflow {
    static let kind = "vm.start.v1"
    static let stepNames = ["look", "start", "observe"]

    var key: HostedKey
    /// Whether its processors wait for a resume.
    var paused: Bool?
    /// Whether it boots though a saved state is there, which is lost.
    var discardSaved: Bool?

    func run(_ step: Steps<WorkflowContext>, in context: WorkflowContext) async throws -> OperationOutput {
        let wasOff = try await step("look") {
            let state = try await context.drivers(key.host).machines.read(key.id)?.state
            return state == .off || state == .crashed
        }
        // A machine that somebody else had started, or that would lose its saved memory, is not powered off.
        try await step("start", undo: { if wasOff { try await context.drivers(key.host).machines.powerOff(key.id) } }) {
            try await start(context)
        }
        try await step.commit()
        try await step("observe") { try await context.refresh(key) }
        return OperationOutput()
    }

    private func start(_ context: WorkflowContext) async throws {
        let drivers = try await context.drivers(key.host)
        guard paused == true || discardSaved == true || drivers.power != nil else {
            return try await drivers.machines.start(key.id)
        }
        try await context.power(key.host).start(
            key.id, paused: paused ?? false, discardingSaved: discardSaved ?? false)
    }
}
