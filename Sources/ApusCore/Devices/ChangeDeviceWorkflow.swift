import ApusModel
import FoundationEssentials
import Workflow

/// Changes a device that a machine has: the medium of a drive, a card's cable, a disk's limits and size.
struct ChangeDeviceWorkflow: Workflow {
    static let kind = "vm.change-device.v1"
    static let stepNames = ["look", "change", "grow", "observe"]

    var key: HostedKey
    var device: DeviceReference
    var changes: [DeviceChange]
    /// Bytes that a disk is to have.
    var size: Int64?
    var notes: [String]?

    func run(_ step: Steps<WorkflowContext>, in context: WorkflowContext) async throws -> OperationOutput {
        let before = try await step("look") {
            try await context.devices(key.host).describe(device, of: key.id)
        }
        try await step("change", undo: { try await context.devices(key.host).restore(before, of: key.id) }) {
            let devices = try await context.devices(key.host)
            for change in changes { try await devices.change(device, change, of: key.id) }
        }
        // The last before the point of no return, since nothing makes a disk smaller again.
        try await step("grow") {
            guard let size, case .disk(let target) = device else { return }
            try await context.devices(key.host).grow(disk: target, to: size, of: key.id)
        }
        try await step.commit()
        try await step("observe") { try await context.refresh(key) }
        return OperationOutput(notes: notes)
    }
}
