import ApusTesting
import Foundation
import Synchronization
import Testing
import Workflow

@Suite(.timeLimit(.minutes(1))) struct ExecutionTests {
    @Test func `a workflow runs its steps in order and returns its output`() async {
        let oven = Oven()
        guard case .succeeded(let output) = await oven.drive() else { return #expect(Bool(false)) }
        #expect(output == "dough 1")
        #expect(oven.board.words == ["mix", "rise", "bake"])
    }

    @Test(arguments: ["mix", "rise", "bake"], [Conduct.Point.Moment.before, .acted, .after])
    func `after a death at any point recorded steps are not repeated and their outputs are the same`(
        _ step: String, _ moment: Conduct.Point.Moment
    ) async {
        var oven = Oven()
        let journal = oven.journal
        oven.probe = { point in
            if point.step == step, point.moment == moment { journal.die() }
            if journal.isDead { throw MemoryJournal.Dead() }
        }
        _ = await oven.drive()
        oven.journal.revive()
        oven.probe = { _ in }
        let recorded = oven.journal.recorded
        let before = oven.board.log.count
        guard case .succeeded(let output) = await oven.drive() else { return #expect(Bool(false)) }
        #expect(output.hasPrefix("dough"))
        for name in recorded {
            #expect(!oven.board.log.dropFirst(before).contains("write \(name)"), "\(name) ran again")
        }
        #expect(oven.board.words == ["mix", "rise", "bake"])
        if recorded.contains("mix") { #expect(output == "dough 1") }
    }

    @Test func `a failure undoes in reverse, the failed step first`() async {
        let oven = Oven()
        oven.board.fail("write rise", times: 1)
        #expect(await oven.drive().words == "failed: write rise")
        #expect(oven.board.log == ["write mix", "write rise", "wipe rise", "wipe mix"])
        #expect(oven.board.words == [])
    }

    @Test func `a step that started but was never recorded is undone too`() async {
        var oven = Oven()
        let journal = oven.journal
        oven.probe = { if $0.step == "rise", $0.moment == .acted { journal.die() } }
        #expect(await oven.drive().words == "interrupted")
        #expect(oven.board.words == ["mix", "rise"])
        oven.journal.revive()
        oven.probe = { _ in }
        oven.control.cancel()
        #expect(await oven.drive().words == "cancelled")
        #expect(oven.board.words == [])
    }

    @Test func `a failure stays the same when the process dies while it unwinds`() async {
        var oven = Oven()
        let journal = oven.journal
        oven.board.fail("write rise", times: 1)
        oven.probe = { if $0.moment == .undo, $0.step == "mix" { journal.die() } }
        #expect(await oven.drive().words == "interrupted")
        oven.journal.revive()
        oven.probe = { _ in }
        #expect(await oven.drive().words == "failed: write rise")
        #expect(oven.board.words == [])
        #expect(oven.board.log.filter { $0 == "wipe rise" }.count == 1, "a recorded undo does not run again")
    }

    @Test func `an operation that failed behind its last step does not succeed after a restart`() async {
        var oven = Oven()
        let journal = oven.journal
        oven.probe = { point in
            if point.step == "two", point.moment == .after { throw Fault("late") }
            if point.moment == .undo { journal.die() }
        }
        _ = await oven.drive(Pair())
        oven.journal.revive()
        oven.probe = { _ in }
        #expect(await oven.drive(Pair()).words == "failed: late")
        #expect(oven.board.words == [])
    }

    @Test func `an operation cancelled at its point of no return does not pass it after a restart`() async {
        var oven = Oven()
        let (journal, control) = (oven.journal, oven.control)
        oven.probe = { point in
            if point.step == "rise", point.moment == .after { control.cancel() }
            if point.moment == .undo { journal.die() }
        }
        _ = await oven.drive()
        oven.journal.revive()
        oven.probe = { _ in }
        oven.control = Control()
        #expect(await oven.drive().words == "cancelled")
        #expect(oven.board.words == [])
    }

    @Test func `the reason of a failure is told after its steps are undone, not that of the cancel that came later`()
        async
    {
        let oven = Oven()
        oven.board.fail("write mix", times: 1)
        #expect(await oven.drive().words == "failed: write mix")
        oven.control.cancel()
        #expect(await oven.drive().words == "failed: write mix")
    }
}

/// Two steps and no point of no return.
private struct Pair: Workflow {
    static let kind = "test.pair.v1"
    static let stepNames = ["one", "two"]

    func run(_ step: Steps<Board>, in board: Board) async throws -> Nothing {
        try await step("one", undo: { try board.wipe("one") }) { try board.write("one") }
        try await step("two", undo: { try board.wipe("two") }) { try board.write("two") }
        return Nothing()
    }
}

extension MemoryJournal {
    /// The steps whose result is written down.
    var recorded: [String] {
        entries.compactMap { if case .succeeded(let step, _) = $0 { step } else { nil } }
    }
}
