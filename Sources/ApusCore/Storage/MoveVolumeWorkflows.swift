import ApusModel
import FoundationEssentials
import Schema
import Workflow

/// Moves a volume that no running machine has: a copy, the new place in the machine's definition, then the old one goes.
struct MoveVolumeWorkflow: Workflow {
    static let kind = "volume.move.v1"
    static let stepNames = ["look", "copy", "repoint", "delete-old", "observe"]

    var host: UUID
    var from: VolumePlace
    var fromPath: String
    var fromFormat: String
    var copy: VolumeRequest
    /// The machine that has it, stopped, and the guest's name for it.
    var vm: UUID?
    var target: String?
    var created: ApusModel.Operation.Target

    func run(_ step: Steps<WorkflowContext>, in context: WorkflowContext) async throws -> OperationOutput {
        try await step("look") {
            try await context.requireAbsent(copy.place, on: host)
            if let vm { try await context.requireNoSnapshots(vm, host) }
        }
        let path = try await step("copy", undo: { try await drop(context) }) { try await makeCopy(step, context) }
        let move = move(to: path)
        try await step("repoint", undo: { if let move { try await back(move, context) } }) {
            if let move { try await context.diskMoves(host).repoint(move) }
        }
        try await step.commit()
        let notes = try await step("delete-old") { try await context.deleteOld(from, host) }
        try await step("observe") { try await context.showMove(vm, host) }
        return OperationOutput(created: created, notes: notes)
    }

    private func makeCopy(_ step: Steps<WorkflowContext>, _ context: WorkflowContext) async throws -> String {
        let volumes = try await context.volumes(host)
        try await volumes.clone(from, as: copy) { step.progress(0.1 + 0.7 * $0, "copying") }
        guard let made = try await volumes.read(copy.place) else {
            throw DriverError(.failed, "The copy is not there.")
        }
        return made.path
    }

    private func move(to path: String) -> DiskMove? {
        guard let vm, let target else { return nil }
        return DiskMove(
            vm: vm, target: target, from: from, to: copy.place, toPath: path, format: copy.format ?? "raw")
    }

    private func back(_ move: DiskMove, _ context: WorkflowContext) async throws {
        let moves = try await context.diskMoves(host)
        guard try await moves.isMoved(move) else { return }
        try await moves.repoint(move.reversed(fromPath: fromPath, format: fromFormat))
    }

    private func drop(_ context: WorkflowContext) async throws {
        try await context.volumes(host).delete(copy.place)
        try await context.volumes(host).look(pool: copy.place.pool)
    }
}

/// Moves a disk of a running machine: a copy that follows the guest's writes, then the machine goes on with it.
struct MoveRunningDiskWorkflow: Workflow {
    static let kind = "volume.move-running.v1"
    static let stepNames = ["look", "create", "copy", "pivot", "delete-old", "observe"]

    var host: UUID
    var copy: VolumeRequest
    var move: DiskMove
    var created: ApusModel.Operation.Target

    func run(_ step: Steps<WorkflowContext>, in context: WorkflowContext) async throws -> OperationOutput {
        try await step("look") {
            try await context.requireAbsent(copy.place, on: host)
            try await context.requireNoSnapshots(move.vm, host)
        }
        let path = try await step("create", undo: { try await drop(context) }) { try await create(context) }
        let full = move.at(path)
        try await step("copy", undo: { try await context.diskMoves(host).abandon(full) }) {
            try await context.diskMoves(host).copy(full) { step.progress(0.1 + 0.7 * $0, "copying") }
        }
        // Nothing brings a guest's later writes back to the old volume: what fails after the change is brought to its end.
        try await step("pivot", undo: { try await finishIfMoved(full, context) }) {
            try await context.diskMoves(host).pivot(full)
        }
        try await step.commit()
        let notes = try await step("delete-old") { try await context.deleteOld(move.from, host) }
        try await step("observe") { try await context.showMove(move.vm, host) }
        return OperationOutput(created: created, notes: notes)
    }

    private func create(_ context: WorkflowContext) async throws -> String {
        let volumes = try await context.volumes(host)
        do {
            try await volumes.create(copy)
        } catch let error as DriverError where error.code == .exists {
            guard try await context.isMade(copy, on: host) else { throw error }
        }
        guard let made = try await volumes.read(copy.place) else {
            throw DriverError(.failed, "The new volume is not there.")
        }
        return made.path
    }

    /// The new volume goes, unless the machine has it by now.
    private func drop(_ context: WorkflowContext) async throws {
        guard try await !context.diskMoves(host).isMoved(move) else { return }
        if try await context.isMade(copy, on: host) { try await context.volumes(host).delete(copy.place) }
        try await context.volumes(host).look(pool: copy.place.pool)
    }

    private func finishIfMoved(_ move: DiskMove, _ context: WorkflowContext) async throws {
        let moves = try await context.diskMoves(host)
        guard try await moves.isMoved(move) else { return }
        try await moves.pivot(move)
        _ = try await context.deleteOld(move.from, host)
        try await context.showMove(move.vm, host)
    }
}

extension WorkflowContext {
    fileprivate func requireNoSnapshots(_ vm: UUID, _ host: UUID) async throws {
        guard try await diskMoves(host).hasSnapshots(vm) else { return }
        throw Problem(.invalidState, "The VM has snapshots, which a moved disk would lose; delete them first.")
    }

    /// A host that does not let go of the old volume keeps it, and the reader is told.
    func deleteOld(_ volume: VolumePlace, _ host: UUID) async throws -> [String]? {
        do {
            try await volumes(host).delete(volume)
            return nil
        } catch let error as DriverError where error.isDefinite {
            return ["the old volume \(volume) stays: \(error.message)"]
        }
    }

    fileprivate func showMove(_ vm: UUID?, _ host: UUID) async throws {
        if let vm { try await refresh(HostedKey(host: host, id: vm)) }
        try await volumes(host).look(pool: nil)
    }
}

extension DriverError {
    /// Whether asking again would get the same answer.
    fileprivate var isDefinite: Bool {
        switch code {
        case .refused, .unsupported, .invalidState, .exists, .notFound, .failed, .agentMissing: true
        case .unreachable, .timedOut, .busy, .full, .cancelled: false
        }
    }
}
