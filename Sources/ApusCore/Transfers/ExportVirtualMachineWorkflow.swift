import ApusModel
import FoundationEssentials
import Workflow

/// Makes flat copies of a stopped machine's disks, and perhaps a package of them. Earlier exports go once the new one is whole.
struct ExportVirtualMachineWorkflow: Workflow {
    static let kind = "vm.export.v1"
    static let stepNames = ["pool", "copy", "package", "tidy", "observe"]

    var key: HostedKey
    var pool: PlannedPool
    var disks: [ExportedDisk]
    /// The machine that a package describes; nil where the copies are all that is wanted.
    var machine: VirtualMachine?

    func run(_ step: Steps<WorkflowContext>, in context: WorkflowContext) async throws -> OperationOutput {
        try await step("pool") {
            try await context.drivers(key.host).forImages().storage.ensurePool(pool.name, path: pool.path)
        }
        try await step("copy", undo: { try await drop(disks.map(\.copy.name), context) }) {
            try await copy(step, context)
        }
        try await step("package", undo: { try await drop(machine == nil ? [] : [package.volume], context) }) {
            if let machine { try await pack(machine, step, context) }
        }
        try await step.commit()
        try await step("tidy") { try await tidy(context) }
        try await step("observe") { try await context.volumes(key.host).look(pool: pool.name) }
        return OperationOutput()
    }

    private var package: VolumeName {
        VolumeName(pool: pool.name, volume: ExportName.prefix(key.id) + ExportName.package)
    }

    private func copy(_ step: Steps<WorkflowContext>, _ context: WorkflowContext) async throws {
        let exports = try await context.exports(key.host)
        for (index, disk) in disks.enumerated() {
            step.progress(
                0.2 + 0.4 * Double(index) / Double(disks.count), "copying disk \(index + 1) of \(disks.count)")
            try await exports.export(disk)
        }
    }

    private func pack(
        _ machine: VirtualMachine, _ step: Steps<WorkflowContext>, _ context: WorkflowContext
    ) async throws {
        guard let spool = context.spool else {
            throw DriverError(.unsupported, "This server makes no OVA packages; export the disks as vmdk.")
        }
        let writer = PackageWriter(
            machine: machine, host: key.host, disks: disks.map(\.copy), target: package, spool: spool, context: context)
        do {
            try await writer.write { step.progress($0, $1) }
            await spool.drop(writer.folder)
        } catch {
            await spool.drop(writer.folder)
            throw error
        }
    }

    /// What is left of earlier exports, and what only the package needed.
    private func tidy(_ context: WorkflowContext) async throws {
        let storage = try await context.drivers(key.host).forImages().storage
        let wanted = Set(machine == nil ? disks.map(\.copy.name) : [package.volume])
        let found = try await storage.volumes(in: pool.name).filter { $0.hasPrefix(ExportName.prefix(key.id)) }
        try await drop(found.filter { !wanted.contains($0) }, context)
    }

    private func drop(_ names: [String], _ context: WorkflowContext) async throws {
        let storage = try await context.drivers(key.host).forImages().storage
        for name in names { try await storage.deleteVolume(name, in: pool.name) }
    }
}

/// Takes away what was exported of a machine. There is no way back: the first step is the point of no return.
struct DropExportWorkflow: Workflow {
    static let kind = "vm.export.drop.v1"
    static let stepNames = ["delete", "observe"]

    var key: HostedKey
    var pool: String

    func run(_ step: Steps<WorkflowContext>, in context: WorkflowContext) async throws -> OperationOutput {
        try await step.commit()
        try await step("delete") {
            let storage = try await context.drivers(key.host).forImages().storage
            for name in try await storage.volumes(in: pool) where name.hasPrefix(ExportName.prefix(key.id)) {
                try await storage.deleteVolume(name, in: pool)
            }
        }
        try await step("observe") { try await context.volumes(key.host).look(pool: pool) }
        return OperationOutput()
    }
}
