import ApusModel
import FoundationEssentials
import Workflow

/// Starts a stopped machine once from a CD-ROM. Its own definition is never rewritten, so that there is nothing to put back,
/// whenever the server may die: the next start is an ordinary one.
struct RescueVirtualMachineWorkflow: Workflow {
    static let kind = "vm.rescue.v1"
    static let stepNames = ["look", "disc", "start", "observe"]

    var key: HostedKey
    var disc: Disc

    enum Disc: Codable, Hashable, Sendable {
        case file(String)
        case volume(VolumeName)
    }

    func run(_ step: Steps<WorkflowContext>, in context: WorkflowContext) async throws -> OperationOutput {
        try await step("look") {
            let state = try await context.drivers(key.host).machines.read(key.id)?.state
            guard state == .off || state == .crashed else {
                throw DriverError(
                    .invalidState, "The VM is \(state?.rawValue ?? "gone"); only one that is off is rescued.")
            }
        }
        let facts = try await step("disc") { try await find(context) }
        try await step("start", undo: { try await context.drivers(key.host).machines.powerOff(key.id) }) {
            try await context.templates(key.host).startOnce(key.id, from: facts)
        }
        try await step.commit()
        try await step("observe") { try await context.refresh(key) }
        return OperationOutput()
    }

    private func find(_ context: WorkflowContext) async throws -> VolumeFacts {
        switch disc {
        case .file(let path): return VolumeFacts(path: path, format: "raw")
        case .volume(let name):
            guard let storage = try await context.drivers(key.host).storage else {
                throw DriverError(.unsupported, "The host offers no storage pools.")
            }
            return try await storage.volume(name.volume, in: name.pool)
        }
    }
}
