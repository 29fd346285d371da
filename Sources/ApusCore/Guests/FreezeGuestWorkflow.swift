import ApusModel
import FoundationEssentials
import Workflow

/// Freezes a guest's file systems and thaws them when the limit is over, also after a crash of the server: a guest that
/// nobody thaws is lost. Who thaws it earlier ends the operation.
struct FreezeGuestWorkflow: Workflow {
    static let kind = "vm.freeze.v1"
    static let stepNames = ["freeze", "hold", "thaw"]

    var key: HostedKey
    var seconds: Int
    /// The same limit by the clock of the wall, which goes on while the server does not run.
    var until: Date

    func run(_ step: Steps<WorkflowContext>, in context: WorkflowContext) async throws -> OperationOutput {
        try await step("freeze", undo: { try await driver(context).thaw(key.id) }) {
            try await driver(context).freeze(key.id)
        }
        try await step("hold") { try await hold(step, context) }
        try await step.commit()
        try await step("thaw") { try await driver(context).thaw(key.id) }
        return OperationOutput()
    }

    private func hold(_ step: Steps<WorkflowContext>, _ context: WorkflowContext) async throws {
        let driver = try await driver(context)
        for second in 0..<max(seconds, 0) where Date() < until {
            step.progress(Double(second) / Double(seconds), "frozen for \(seconds - second) s more")
            try await context.clock.sleep(for: .seconds(1))
            guard try await driver.isFrozen(key.id) else { return }
        }
    }

    private func driver(_ context: WorkflowContext) async throws -> any GuestDriver {
        guard let driver = try await context.drivers(key.host).guests else {
            throw DriverError(.agentMissing, "Guests on this host have no agent.")
        }
        return driver
    }
}
