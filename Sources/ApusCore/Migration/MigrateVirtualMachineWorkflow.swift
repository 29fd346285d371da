import ApusModel
import FoundationEssentials
import Placement
import Workflow

/// Brings a machine to another host. Up to the move all can be taken back; where a daemon or this process dies in the move, the
/// step looks at both hosts and goes on from what they say (``MigrationVerdict``). It never starts a second copy.
struct MigrateVirtualMachineWorkflow: Workflow {
    static let kind = "vm.migrate.v1"
    static let stepNames = ["look", "image", "disks", "move", "confirm", "delete-old", "observe"]

    var vm: UUID
    var name: String
    var source: UUID
    var target: UUID
    /// Whether it is on, and is sent; else only its definition goes.
    var live: Bool
    /// Its paths are filled in when the disks are made.
    var journey: MigrationJourney
    var disks: [MovingDisk]
    var pools: [PlannedPool]
    var images: [ImageCopy]
    var autostart: Bool

    func run(_ step: Steps<WorkflowContext>, in context: WorkflowContext) async throws -> OperationOutput {
        let move = MigrationMove(vm: vm, name: name, source: source, target: target, context: context)
        try await move.awaitTarget()
        try await step("look") { try await look(context) }
        try await step("image", undo: { try await dropImages(context) }) {
            for image in images { _ = try await image.bring(to: target, context) }
        }
        let places = try await step("disks", undo: { try await dropDisks(move, context) }) {
            try await makeDisks(step, context)
        }
        let journey = journey.filled(with: places)
        // A cancel that this process did not live to carry out may have come too late: the hosts know.
        let hasArrived = step.isCancelled ? try await move.hasArrivedAfterCancel() : false
        if !hasArrived {
            try await step("move", undo: { try await takeBack(move, context) }) {
                if live { try await move.send(journey, step) } else { try await move.hand(journey) }
            }
        }
        try await step.commit(evenIfCancelled: true)
        try await step("confirm") { try await move.confirm(autostart: autostart) }
        var notes = try await step("delete-old") { try await deleteOld(context) }
        if step.isCancelled { notes.append("it had arrived before the cancel, so it was not cancelled") }
        try await step("observe") { try await observe(context) }
        return OperationOutput(notes: notes.isEmpty ? nil : notes)
    }

    /// What has arrived at the target cannot come back: it is brought to its end instead.
    private func takeBack(_ move: MigrationMove, _ context: WorkflowContext) async throws {
        if try await move.takeBack(live: live, autostart: autostart) { _ = try await deleteOld(context) }
        try await observe(context)
    }

    /// What later steps make at the target is then known to be their own.
    private func look(_ context: WorkflowContext) async throws {
        guard try await context.migrations(target).standing(of: vm) == .absent else {
            throw Problem(.conflict, "The target has a machine with the UUID of \(name) already.")
        }
        for pool in pools { try await context.drivers(target).storage?.ensurePool(pool.name, path: pool.path) }
        for disk in disks { try await context.requireAbsent(disk.to.place, on: target) }
    }

    private func dropImages(_ context: WorkflowContext) async throws {
        for image in images { try await image.drop(from: target, context) }
    }

    /// Where the disks are at the target.
    private func makeDisks(
        _ step: Steps<WorkflowContext>, _ context: WorkflowContext
    ) async throws -> [String: String] {
        var places: [String: String] = [:]
        for (index, disk) in disks.enumerated() {
            step.progress(0.05 + 0.3 * Double(index) / Double(disks.count), "making disk \(disk.target)")
            places[disk.target] = try await disk.make(from: source, at: target, context)
        }
        return places
    }

    /// The target's disks go, unless the machine is there, on or off.
    private func dropDisks(_ move: MigrationMove, _ context: WorkflowContext) async throws {
        guard !disks.isEmpty, try await !move.isKnownAtTarget() else { return }
        for disk in disks { try await disk.drop(from: source, at: target, context) }
        for pool in Set(disks.map(\.to.place.pool)) { try await context.volumes(target).look(pool: pool) }
    }

    /// What was copied goes at the source, where it was made for the machine; a host that keeps it is no failure.
    private func deleteOld(_ context: WorkflowContext) async throws -> [String] {
        var notes: [String] = []
        for disk in disks {
            guard disk.isOwn else {
                notes.append("the old volume \(disk.from) stays at the source: Apus did not make it")
                continue
            }
            do {
                try await context.volumes(source).delete(disk.from)
            } catch let error as DriverError where error.code != .unreachable && error.code != .timedOut {
                notes.append("the old volume \(disk.from) stays at the source: \(error.message)")
            }
        }
        return notes
    }

    private func observe(_ context: WorkflowContext) async throws {
        try await context.refresh(HostedKey(host: source, id: vm))
        try await context.refresh(HostedKey(host: target, id: vm))
        for pool in Set(disks.map(\.from.pool)) { try await context.volumes(source).look(pool: pool) }
        for pool in Set(disks.map(\.to.place.pool)) { try await context.volumes(target).look(pool: pool) }
    }
}

extension MigrationJourney {
    /// With each disk where it was made.
    func filled(with places: [String: String]) -> MigrationJourney {
        var journey = self
        for index in journey.disks.indices {
            journey.disks[index].path = places[journey.disks[index].target] ?? journey.disks[index].path
        }
        return journey
    }
}

extension MigrateVirtualMachineWorkflow {
    /// Bytes that its disks may come to take in a pool of the target.
    func disk(in pool: String) -> Int64 { disks.map(\.to).promised(in: pool) }
}

extension [VolumeRequest] {
    /// Bytes that they may come to take in a pool.
    func promised(in pool: String) -> Int64 {
        filter { $0.place.pool == pool }
            .reduce(Resources.zero) { $0 + Resources(cpus: 0, memory: 0, disk: $1.capacity) }.disk
    }
}
