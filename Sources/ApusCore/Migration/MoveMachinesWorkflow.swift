import ApusModel
import FoundationEssentials
import Synchronization
import Workflow

/// Moves several machines, one after the other, each by an operation of its own; the notes say what became of each. A cancel
/// keeps those that have moved.
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

    func run(_ step: Steps<WorkflowContext>, in context: WorkflowContext) async throws -> OperationOutput {
        let notes = try await step("move") { try await moveAll(step, context) }
        return OperationOutput(notes: notes.isEmpty ? nil : notes)
    }

    private func moveAll(_ step: Steps<WorkflowContext>, _ context: WorkflowContext) async throws -> [String] {
        var notes: [String] = []
        for (index, move) in moves.enumerated() {
            try Task.checkCancellation()
            step.progress(Double(index) / Double(moves.count), "moving \(move.name), \(index + 1) of \(moves.count)")
            notes.append("\(move.name): \(try await carryOut(move, context))")
        }
        return notes
    }

    private func carryOut(_ move: Move, _ context: WorkflowContext) async throws -> String {
        guard let desk = context.moves else { return "stays: this server moves no machines" }
        let key = IdempotencyKey(actor: actor, key: "moves \(run) \(move.machine.id)", requestHash: "")
        do {
            return try await desk.move(
                move.machine, move.to, Caller(actor: Principal(name: actor, role: .operator), idempotency: key))
        } catch let problem as Problem {
            return "stays: \(problem.detail)"
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
        let earlier = try await machines.operations.existing(under: caller.idempotency)
        if earlier == nil, estate.machines.row(key) == nil { return "is not there any more" }
        let operation: ApusModel.Operation
        if let earlier {
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
