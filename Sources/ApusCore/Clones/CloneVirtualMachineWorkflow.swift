import ApusModel
import FoundationEssentials
import Workflow

/// Makes a full copy of a machine that is off. All that it makes is named after the copy's id, chosen when it was accepted, so
/// that each step finds what an earlier try left.
struct CloneVirtualMachineWorkflow: Workflow {
    static let kind = "vm.clone.v1"
    static let stepNames = ["look", "copy", "seed", "define", "start", "observe"]

    /// A disk of the source and what its copy is to be.
    struct Copy: Codable, Hashable, Sendable {
        var from: VolumePlace
        var fromPath: String
        var request: VolumeRequest
    }

    var host: UUID
    /// Complete but for its disks and seed, which are made.
    var definition: CloneDefinition
    var copies: [Copy]
    var seedVolume: VolumeName?
    /// The directory of the seed's pool when that has to be made.
    var seedPoolPath: String?
    var seed: GuestSeed?
    var start: Bool
    /// What is known to differ when it is accepted.
    var notes: [String]

    func run(_ step: Steps<WorkflowContext>, in context: WorkflowContext) async throws -> OperationOutput {
        try await step("look") { try await requireOff(context) }
        let paths = try await step("copy", undo: { try await dropCopies(context) }) {
            try await copyDisks(step, context)
        }
        let seedFile = try await step("seed", undo: { try await dropSeed(context) }) { try await makeSeed(context) }
        let differences = try await step("define", undo: { try await forget(context) }) {
            try await context.sshBook?.begin(definition.id, madeUser: seed?.user, model: definition.source)
            return try await context.clones(host).defineClone(complete(paths, seedFile))
        }
        try await step("start", undo: { try await context.drivers(host).machines.powerOff(definition.id) }) {
            if start { try await context.drivers(host).machines.start(definition.id) }
        }
        try await step.commit()
        try await step("observe") { try await show(context) }
        let told = notes + differences
        return OperationOutput(created: target, notes: told.isEmpty ? nil : told)
    }

    private var target: ApusModel.Operation.Target {
        .init(kind: VirtualMachine.noun, id: definition.id, name: definition.name)
    }

    /// The guest would write to what is being copied.
    private func requireOff(_ context: WorkflowContext) async throws {
        let state = try await context.drivers(host).machines.read(definition.source)?.state
        guard state == .off || state == .crashed else {
            throw DriverError(
                .invalidState, "The source is \(state?.rawValue ?? "gone"); only one that is off is cloned.")
        }
    }

    /// One after the other; a repetition replaces what an earlier try left.
    private func copyDisks(_ step: Steps<WorkflowContext>, _ context: WorkflowContext) async throws -> [String] {
        let volumes = try await context.volumes(host)
        let total = max(1, copies.reduce(0.0) { $0 + Double($1.request.capacity) })
        var done = 0.0
        var paths: [String] = []
        for copy in copies {
            let (before, share) = (done, Double(copy.request.capacity) / total)
            try await volumes.clone(copy.from, as: copy.request) { fraction in
                step.progress(0.1 + 0.7 * (before + share * fraction), "copying \(copy.from.name)")
            }
            guard let made = try await volumes.read(copy.request.place) else {
                throw DriverError(.failed, "The copy of \(copy.from) is not there.")
            }
            paths.append(made.path)
            done += share
        }
        return paths
    }

    private func makeSeed(_ context: WorkflowContext) async throws -> VolumeFacts? {
        guard let seed, let seedVolume else { return nil }
        guard let storage = try await context.drivers(host).storage else {
            throw DriverError(.unsupported, "The host offers no storage pools.")
        }
        try await storage.ensurePool(seedVolume.pool, path: seedPoolPath)
        return try await storage.createFile(seedVolume.volume, in: seedVolume.pool, bytes: try seed.image())
    }

    private func dropCopies(_ context: WorkflowContext) async throws {
        let volumes = try await context.volumes(host)
        for copy in copies { try await volumes.delete(copy.request.place) }
        for pool in pools { try await volumes.look(pool: pool) }
    }

    private func dropSeed(_ context: WorkflowContext) async throws {
        guard let seedVolume else { return }
        try await context.drivers(host).storage?.deleteVolume(seedVolume.volume, in: seedVolume.pool)
    }

    private func forget(_ context: WorkflowContext) async throws {
        let machines = try await context.drivers(host).machines
        try await machines.powerOff(definition.id)
        try await machines.remove(definition.id)
        try await context.sshBook?.forget(definition.id)
        await context.observed(HostedKey(host: host, id: definition.id), nil)
    }

    private func show(_ context: WorkflowContext) async throws {
        try await context.refresh(HostedKey(host: host, id: definition.id))
        for pool in pools { try await context.volumes(host).look(pool: pool) }
    }

    private var pools: [String] { Set(copies.map(\.request.place.pool)).sorted() }

    /// The definition with what was made for it.
    private func complete(_ paths: [String], _ seedFile: VolumeFacts?) -> CloneDefinition {
        var complete = definition
        complete.disks = zip(copies, paths).map { copy, path in
            .init(from: copy.from, fromPath: copy.fromPath, path: path, format: copy.request.format ?? "raw")
        }
        complete.seed = seedFile
        return complete
    }
}
