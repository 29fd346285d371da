import ApusModel
import FoundationEssentials
import Workflow

/// Gives a machine a device, running or not. A new disk's volume is made first and becomes the machine's own.
struct AttachDeviceWorkflow: Workflow {
    static let kind = "vm.attach-device.v1"
    static let stepNames = ["look", "volume", "record", "attach", "observe"]

    /// What the first step found: the device with nothing left open, and the name that the new volume takes.
    private struct Prepared: Codable {
        var device: DeviceAttachment
        var volume: DiskVolume?

        var ownVolume: [String] { volume.map { ["\($0.pool)/\($0.name)"] } ?? [] }
    }

    var key: HostedKey
    var device: DeviceAttachment
    /// A new disk's; its name is chosen by the first step.
    var volume: DiskVolume?
    /// Whether its pool is made when it is missing, and where (nil: the usual folder).
    var makesPool = false
    var poolPath: String?
    /// The paths of all images: no machine may write to them.
    var images: [String]

    func run(_ step: Steps<WorkflowContext>, in context: WorkflowContext) async throws -> OperationOutput {
        let found = try await step("look") { try await look(context) }
        let made = try await step("volume", undo: { try await drop(found.volume, context) }) {
            try await make(found.volume, context)
        }
        let own = found.ownVolume
        try await step("record", undo: { try await record([], own, context) }) {
            try await record(own, [], context)
        }
        try await step("attach", undo: { try await detach(found.device, context) }) {
            try await context.devices(key.host).attach(found.device.on(made), to: key.id)
        }
        try await step.commit()
        try await step("observe") { try await context.refresh(key) }
        return OperationOutput()
    }

    /// Refuses what is in use before anything is done: from here on, what has the target or address is ours.
    private func look(_ context: WorkflowContext) async throws -> Prepared {
        let prepared = try await context.devices(key.host).prepare(device, for: key.id, images: images)
        try await VolumeSafety.check(prepared, wasVolume: device, context.storage(key.host))
        guard var volume else { return Prepared(device: prepared) }
        if makesPool { try await context.storage(key.host).ensurePool(volume.pool, path: poolPath) }
        let taken = Set(try await context.storage(key.host).volumes(in: volume.pool))
        volume.name = VolumeNumber.free(for: key.id, volume.format, taken)
        return Prepared(device: prepared, volume: volume)
    }

    private func make(_ volume: DiskVolume?, _ context: WorkflowContext) async throws -> VolumeFacts? {
        guard let volume else { return nil }
        return try await context.devices(key.host).createVolume(volume)
    }

    private func drop(_ volume: DiskVolume?, _ context: WorkflowContext) async throws {
        guard let volume else { return }
        try await context.storage(key.host).deleteVolume(volume.name, in: volume.pool)
    }

    private func record(_ added: [String], _ removed: [String], _ context: WorkflowContext) async throws {
        guard !added.isEmpty || !removed.isEmpty else { return }
        try await context.devices(key.host).own(added: added, removed: removed, by: key.id)
    }

    private func detach(_ device: DeviceAttachment, _ context: WorkflowContext) async throws {
        guard let reference = device.reference else { return }
        try await context.devices(key.host).detach(reference, from: key.id)
    }
}

extension DeviceAttachment {
    /// A disk on a volume that was just made.
    fileprivate func on(_ volume: VolumeFacts?) -> DeviceAttachment {
        guard case .disk(var disk) = self, let volume else { return self }
        disk.source = .file(volume)
        return .disk(disk)
    }
}

/// The names of volumes that a machine gets after its creation.
enum VolumeNumber {
    /// `apus-<machine>-<n>.qcow2`, with the first number that no volume of the pool has.
    static func free(for vm: UUID, _ format: Image.Format, _ taken: Set<String>) -> String {
        let stems = Set(taken.map { $0.prefix { $0 != "." } })
        let prefix = CreationPlan.volumePrefix(vm)
        let number = (1...).first { !stems.contains("\(prefix)-\($0)") } ?? 1
        return "\(prefix)-\(number).\(format.rawValue)"
    }
}

/// Whether an existing volume may be opened: a guest that had it before may have written anything into its head.
enum VolumeSafety {
    /// - Throws: ``DriverError`` `refused` in words.
    static func check(
        _ prepared: DeviceAttachment, wasVolume device: DeviceAttachment, _ storage: any StorageDriver
    ) async throws {
        guard case .disk(let asked) = device, case .volume = asked.source, case .disk(let disk) = prepared,
            case .file(let facts) = disk.source, let format = Image.Format(rawValue: facts.format)
        else { return }
        let header = QCOW2Header(try await storage.inspect(path: facts.path, format: format).header)
        if header?.hasExternalData == true {
            throw DriverError(.refused, "The volume keeps its data in another file, which is not allowed.")
        }
        if header?.isEncrypted == true { throw DriverError(.refused, "The volume is encrypted.") }
    }
}
