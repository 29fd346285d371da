import ApusModel
import FoundationEssentials
import Workflow

/// Stops a machine: asks the guest first, and cuts the power when the caller's limit is over, which is the point of no return.
struct StopVirtualMachineWorkflow: Workflow {
    static let kind = "vm.stop.v1"
    static let stepNames = ["shutdown", "power-off", "observe"]

    var key: HostedKey
    var graceSeconds: Int

    func run(_ step: Steps<WorkflowContext>, in context: WorkflowContext) async throws -> OperationOutput {
        let isOff = try await step("shutdown") { try await shutDown(step, context) }
        try await step.commit()
        try await step("power-off") {
            if !isOff { try await context.drivers(key.host).machines.powerOff(key.id) }
        }
        try await step("observe") { try await context.refresh(key) }
        return OperationOutput()
    }

    /// Asks the guest, and again every ten seconds, since a guest that is still booting hears nothing.
    /// - Returns: whether it is off.
    private func shutDown(_ step: Steps<WorkflowContext>, _ context: WorkflowContext) async throws -> Bool {
        let machines = try await context.drivers(key.host).machines
        let ticks = graceSeconds * Self.ticksPerSecond
        for tick in 0..<max(ticks, 0) {
            guard try await machines.read(key.id)?.state.isActive == true else { return true }
            if tick % (10 * Self.ticksPerSecond) == 0 { try await ask(machines) }
            step.progress(Double(tick) / Double(ticks), "waiting for the guest to shut down")
            try await context.clock.sleep(for: .milliseconds(1000 / Self.ticksPerSecond))
        }
        return try await machines.read(key.id)?.state.isActive != true
    }

    /// A guest that cannot be asked is powered off when the limit is over.
    private func ask(_ machines: any VirtualMachineDriver) async throws {
        do {
            try await machines.requestShutdown(key.id)
        } catch let error as DriverError where error.code != .unreachable && error.code != .timedOut {
            return
        }
    }

    private static let ticksPerSecond = 4
}
