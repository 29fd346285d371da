import ApusTesting
import Foundation
import Synchronization
import Workflow

/// What the workflows of these tests change: words on a board.
final class Board: Sendable {
    private struct State {
        var words: [String] = []
        var log: [String] = []
        var faults: [String: Int] = [:]
    }

    private let state = Mutex(State())

    var words: [String] { state.withLock { $0.words } }
    /// Every act and undo, in order.
    var log: [String] { state.withLock { $0.log } }

    /// Lets the next `times` calls named `call` fail.
    func fail(_ call: String, times: Int) { state.withLock { $0.faults[call] = times } }

    func write(_ word: String) throws {
        try enter("write \(word)")
        state.withLock { if !$0.words.contains(word) { $0.words.append(word) } }
    }

    func wipe(_ word: String) throws {
        try enter("wipe \(word)")
        state.withLock { $0.words.removeAll { $0 == word } }
    }

    private func enter(_ call: String) throws {
        try state.withLock { state in
            state.log.append(call)
            guard let left = state.faults[call], left > 0 else { return }
            state.faults[call] = left - 1
            throw Fault(call)
        }
    }
}

struct Fault: Error, Codable, Equatable {
    var text: String
    init(_ text: String) { self.text = text }
}

/// Three steps, the last one past the point of no return.
struct Baking: Workflow {
    static let kind = "test.bake.v1"
    static let stepNames = ["mix", "rise", "bake"]

    /// Waits inside the step `rise`.
    func run(_ step: Steps<Board>, in board: Board) async throws -> String {
        let mixed = try await step("mix", undo: { try board.wipe("mix") }) {
            try board.write("mix")
            return "dough \(board.log.count)"
        }
        try await step("rise", undo: { try board.wipe("rise") }) { try board.write("rise") }
        try await step.commit()
        try await step("bake") { try board.write("bake") }
        return mixed
    }
}

/// One operation of ``Baking``, driven as often as a test likes.
struct Oven {
    let board = Board()
    let journal = MemoryJournal()
    let clock = ManualClock(isEager: true)
    let operation = UUID()
    var control = Control()
    var retries = 5
    var probe: @Sendable (Conduct.Point) async throws -> Void = { _ in }
    var progress: @Sendable (UUID, Double, String) -> Void = { _, _, _ in }

    func drive() async -> Outcome<String, Fault> { await drive(Baking()) }

    func drive<W: Workflow>(_ workflow: W) async -> Outcome<W.Output, Fault> where W.Context == Board {
        let conduct = Conduct(
            retries: retries, backoff: { .milliseconds(200 << min($0, 6)) }, clock: clock, progress: progress,
            probe: probe)
        let execution = Execution<Fault>(
            operation: operation, journal: journal, control: control, conduct: conduct,
            cancellation: Fault("cancelled"),
            isCancellation: { $0.text == "cancelled" }, describe: { $0 as? Fault ?? Fault("\($0)") })
        return await execution.drive(workflow, in: board)
    }
}

extension Outcome where Failure == Fault {
    /// `succeeded`, `failed: why`, `cancelled`, `stuck: why` or `interrupted`.
    var words: String {
        switch self {
        case .succeeded: "succeeded"
        case .failed(let fault): "failed: \(fault.text)"
        case .cancelled: "cancelled"
        case .stuck(let fault): "stuck: \(fault.text)"
        case .interrupted: "interrupted"
        }
    }
}
