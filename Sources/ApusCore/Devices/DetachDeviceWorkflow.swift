import ApusModel
import FoundationEssentials
import Workflow

/// Takes a device from a machine. A running guest has to let go of it; one that does not keeps it, and the operation fails.
struct DetachDeviceWorkflow: Workflow {
    static let kind = "vm.detach-device.v1"
    static let stepNames = ["look", "detach", "volume", "record", "observe"]

    var key: HostedKey
    var device: DeviceReference
    /// The volume that is the machine's own until now, `pool/volume`; nil for a device without one.
    var ownVolume: String?
    var deletesVolume: Bool

    func run(_ step: Steps<WorkflowContext>, in context: WorkflowContext) async throws -> OperationOutput {
        let before = try await step("look") {
            try await context.devices(key.host).describe(device, of: key.id)
        }
        try await step("detach", undo: { try await context.devices(key.host).restore(before, of: key.id) }) {
            try await context.devices(key.host).detach(device, from: key.id)
        }
        // The guest has let go, so nothing uses the volume any more.
        try await step.commit()
        try await step("volume") { if deletesVolume { try await deleteVolume(context) } }
        try await step("record") {
            guard let ownVolume else { return }
            try await context.devices(key.host).own(added: [], removed: [ownVolume], by: key.id)
        }
        try await step("observe") { try await context.refresh(key) }
        return OperationOutput(notes: note)
    }

    private func deleteVolume(_ context: WorkflowContext) async throws {
        guard let volume = ownVolume.flatMap(VolumeName.init) else { return }
        try await context.storage(key.host).deleteVolume(volume.volume, in: volume.pool)
    }

    private var note: [String]? {
        guard let ownVolume, !deletesVolume else { return nil }
        return ["The volume \(ownVolume) stays, and is no longer the VM's own: deleting the VM does not take it."]
    }
}
