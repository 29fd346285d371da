import ApusModel
import FoundationEssentials
import Workflow

/// Takes a machine away with the volumes made for it. There is no way back: the first step is the point of no return.
struct DeleteVirtualMachineWorkflow: Workflow {
    static let kind = "vm.delete.v1"
    static let stepNames = ["power-off", "remove", "volumes", "observe"]

    var key: HostedKey
    var plan: DeletionPlan

    func run(_ step: Steps<WorkflowContext>, in context: WorkflowContext) async throws -> OperationOutput {
        try await step.commit()
        try await step("power-off") { try await context.drivers(key.host).machines.powerOff(key.id) }
        try await step("remove") {
            try await context.drivers(key.host).machines.remove(key.id)
            try await context.sshBook?.forget(key.id)
        }
        try await step("volumes") { try await deleteVolumes(context) }
        try await step("observe") { try await context.refresh(key) }
        return OperationOutput(deleted: plan)
    }

    private func deleteVolumes(_ context: WorkflowContext) async throws {
        guard let storage = try await context.drivers(key.host).storage else { return }
        for volume in plan.deletes {
            guard let name = VolumeName(volume) else { continue }
            try await storage.deleteVolume(name.volume, in: name.pool)
        }
    }
}

/// `pool/volume`, as metadata and plans write it.
public struct VolumeName: Codable, Hashable, Sendable {
    public var pool: String
    public var volume: String

    public init(pool: String, volume: String) {
        self.pool = pool
        self.volume = volume
    }

    var text: String { "\(pool)/\(volume)" }

    public init?(_ text: String) {
        guard let slash = text.lastIndex(of: "/") else { return nil }
        pool = String(text[..<slash])
        volume = String(text[text.index(after: slash)...])
        if pool.isEmpty || volume.isEmpty { return nil }
    }
}
