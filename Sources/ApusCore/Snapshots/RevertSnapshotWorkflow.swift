import ApusModel
import FoundationEssentials
import Workflow

/// Brings a machine back to an internal snapshot. What it did since is lost with the one call that does it, and nothing brings
/// that back; a host that refuses has done nothing.
struct RevertSnapshotWorkflow: Workflow {
    static let kind = "vm.snapshot-revert.v1"
    static let stepNames = ["revert", "power", "observe"]

    var key: HostedKey
    var name: String
    /// Whether it runs afterwards; as the snapshot says when nil.
    var start: Bool?

    func run(_ step: Steps<WorkflowContext>, in context: WorkflowContext) async throws -> OperationOutput {
        try await step("revert") { try await context.snapshots(key).revert(to: name, of: key.id) }
        try await step.commit()
        let fault = try await step("power") { try await setPower(context) }
        try await step("observe") { try await context.refreshSnapshots(key) }
        return OperationOutput(
            notes: fault.map { ["The VM is back at the snapshot, but its power is not as asked: \($0)"] })
    }

    /// - Returns: why the host refused, which takes nothing from the revert.
    private func setPower(_ context: WorkflowContext) async throws -> String? {
        let machines = try await context.drivers(key.host).machines
        do {
            switch start {
            case true: try await machines.start(key.id)
            case false: try await machines.powerOff(key.id)
            case nil: break
            }
            return nil
        } catch let error as DriverError where !error.mayPass {
            return error.message
        }
    }
}

/// Brings a machine back to an external snapshot, which libvirt before 9.9 cannot: it starts from new overlays over the images
/// that the snapshot froze. Until the new ones run, everything it had is kept.
struct SwitchSnapshotWorkflow: Workflow {
    static let kind = "vm.snapshot-switch.v1"
    static let stepNames = ["power-off", "own", "overlays", "switch", "start", "clean", "observe"]

    var key: HostedKey
    /// Where the machine stands, and where it will.
    var from: SnapshotPlace
    var to: SnapshotPlace
    /// What the new overlays are made over, in the order of the new place's disks.
    var bases: [SnapshotPlace.Disk]
    var wasActive: Bool
    var start: Bool

    func run(_ step: Steps<WorkflowContext>, in context: WorkflowContext) async throws -> OperationOutput {
        try await step("power-off", undo: { if wasActive { try await machines(context).start(key.id) } }) {
            try await machines(context).powerOff(key.id)
        }
        try await step("own", undo: { try await context.snapshots(key).clean(key.id) }) {
            try await context.snapshots(key).own(volumes.map { "\($0.pool)/\($0.volume)" }, of: key.id)
        }
        try await step("overlays", undo: { try await dropOverlays(context) }) { try await makeOverlays(context) }
        try await step("switch", undo: { try await context.snapshots(key).stand(on: from, of: key.id) }) {
            try await context.snapshots(key).stand(on: to, of: key.id)
        }
        try await step("start", undo: { try await machines(context).powerOff(key.id) }) {
            if start { try await machines(context).start(key.id) }
        }
        try await step.commit()
        try await step("clean") { try await context.snapshots(key).clean(key.id) }
        try await step("observe") { try await context.refreshSnapshots(key) }
        return OperationOutput()
    }

    private func machines(_ context: WorkflowContext) async throws -> any VirtualMachineDriver {
        try await context.drivers(key.host).machines
    }

    private var volumes: [VolumeName] {
        to.disks.compactMap { disk in disk.pool.flatMap { VolumeName("\($0)/\(disk.fileName)") } }
    }

    private func makeOverlays(_ context: WorkflowContext) async throws {
        guard let storage = try await context.drivers(key.host).storage else { return }
        for (volume, base) in zip(volumes, bases) {
            _ = try await storage.createDisk(
                DiskRequest(
                    name: volume.volume, pool: volume.pool, capacity: base.capacity, image: base.path,
                    imageFormat: Image.Format(rawValue: base.format) ?? .raw, clone: .linked))
        }
    }

    private func dropOverlays(_ context: WorkflowContext) async throws {
        guard let storage = try await context.drivers(key.host).storage else { return }
        for volume in volumes { try await storage.deleteVolume(volume.volume, in: volume.pool) }
    }
}

extension SnapshotPlace.Disk {
    var fileName: String { path.split(separator: "/").last.map(String.init) ?? path }
}
