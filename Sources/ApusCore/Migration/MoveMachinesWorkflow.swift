import ApusModel
import FoundationEssentials
import Synchronization
import Workflow

/// Moves several machines, some at once, each by an operation of its own; the notes say what became of each. A cancel keeps those
/// that have moved, and lets those that are on their way arrive.
struct MoveMachinesWorkflow: Workflow {
    static let kind = "machines.move.v1"
    static let stepNames = ["move"]

    struct Move: Codable, Hashable, Sendable {
        var machine: HostedKey
        var name: String
        /// nil lets placement choose.
        var to: UUID?
    }

    /// Tells this run from others, so that a repetition finds the operations it has begun.
    var run: UUID
    /// Who asked, by name: what that person may do was judged when it was accepted.
    var actor: String
    var moves: [Move]
    /// How many move at once; nil is one after the other, in their order.
    var atOnce: Int?

    func run(_ step: Steps<WorkflowContext>, in context: WorkflowContext) async throws -> OperationOutput {
        let notes = try await step("move") { try await moveAll(step, context) }
        return OperationOutput(notes: notes.isEmpty ? nil : notes)
    }

    private func moveAll(_ step: Steps<WorkflowContext>, _ context: WorkflowContext) async throws -> [String] {
        var notes: [Int: String] = [:]
        try await withThrowingTaskGroup(of: (Int, String).self) { group in
            var open = moves.enumerated().makeIterator()
            func begin() {
                guard let (index, move) = open.next() else { return }
                group.addTask { (index, "\(move.name): \(try await carryOut(move, context))") }
            }
            for _ in 0..<max(1, atOnce ?? 1) { begin() }
            tell(step, 0)
            while let (index, note) = try await group.next() {
                notes[index] = note
                tell(step, notes.count)
                try Task.checkCancellation()
                begin()
            }
        }
        return notes.sorted { $0.key < $1.key }.map(\.value)
    }

    private func tell(_ step: Steps<WorkflowContext>, _ done: Int) {
        step.progress(Double(done) / Double(max(1, moves.count)), "\(done) of \(moves.count) machines are done")
    }

    private func carryOut(_ move: Move, _ context: WorkflowContext) async throws -> String {
        guard let desk = context.moves else { return "stays: this server moves no machines" }
        let key = IdempotencyKey(actor: actor, key: "moves \(run) \(move.machine.id)", requestHash: "")
        do {
            return try await desk.move(
                move.machine, move.to, Caller(actor: Principal(name: actor, role: .operator), idempotency: key))
        } catch  where !(error is CancellationError) {
            // A host that does not answer in time is no reason to leave the others where they are.
            return "stays: \(Problem.describing(error).detail)"
        }
    }
}

/// Lets workflows move machines by operations; it is given the means once all is put together.
public final class MoveDesk: Sendable {
    private let machines = Mutex<VirtualMachines?>(nil)

    func open(with machines: VirtualMachines) { self.machines.withLock { $0 = machines } }

    /// Moves one machine and waits for its end.
    /// - Returns: what became of it, in words.
    func move(_ key: HostedKey, _ host: UUID?, _ caller: Caller) async throws -> String {
        guard let machines = machines.withLock({ $0 }) else { return "stays: the server is only starting" }
        let estate = machines.estate
        let operation: ApusModel.Operation
        if let earlier = try await machines.operations.existing(under: caller.idempotency) {
            operation = earlier
        } else if let vm = estate.machines.row(key) {
            let request = MigrateVirtualMachine(host: host?.uuidString.lowercased())
            operation = try await machines.migrate(vm, request, caller)
        } else {
            return "is not there any more"
        }
        while true {
            try Task.checkCancellation()
            guard let end = await machines.operations.settled(operation.id, within: .seconds(30)) else {
                return "its operation is forgotten"
            }
            guard end.state.isSettled else { continue }
            guard end.state == .succeeded else { return "stays: \(end.error?.detail ?? end.state.rawValue)" }
            let now = estate.machines.rows().first { $0.id == key.id && $0.host != key.host }
            return "moved to \(now?.hostName ?? "another host")"
        }
    }
}
