import ApusTesting
import Foundation
import Synchronization
import Testing

@testable import Workflow

@Suite(.timeLimit(.minutes(1))) struct SteeringTests {
    @Test func `a cancel before the first step leaves everything as it was`() async {
        let oven = Oven(control: Control(cancelled: true))
        #expect(await oven.drive().words == "cancelled")
        #expect(oven.board.log == [])
    }

    @Test func `a cancel between two steps undoes what was done`() async {
        var oven = Oven()
        let control = oven.control
        oven.probe = { if $0.step == "mix", $0.moment == .after { control.cancel() } }
        #expect(await oven.drive().words == "cancelled")
        #expect(oven.board.log == ["write mix", "wipe mix"])
    }

    @Test func `a cancel inside a step ends that step and undoes it`() async {
        var oven = Oven()
        let (gate, control) = (Gate(), oven.control)
        oven.probe = { if $0.step == "rise", $0.moment == .acted { try await gate.wait() } }
        let ready = oven
        let task = Task { await ready.drive() }
        #expect(await eventually { gate.arrivals == 1 })
        control.cancel()
        task.cancel()
        #expect(await task.value.words == "cancelled")
        #expect(oven.board.words == [])
    }

    @Test func `a cancel past the point of no return has no effect`() async {
        var oven = Oven()
        let control = oven.control
        oven.probe = { if $0.step == "bake", $0.moment == .before { control.cancel() } }
        #expect(await oven.drive().words == "succeeded")
        #expect(oven.board.words == ["mix", "rise", "bake"])
    }

    @Test func `a task cancelled past the point of no return still comes to its end`() async {
        var oven = Oven()
        let gate = Gate()
        oven.probe = { if $0.step == "bake", $0.moment == .before { try await gate.wait() } }
        let ready = oven
        let task = Task { await ready.drive() }
        #expect(await eventually { gate.arrivals == 1 })
        task.cancel()
        gate.open()
        #expect(await task.value.words == "succeeded")
    }

    @Test func `a step past the point of no return is tried again with growing waits`() async {
        let oven = Oven()
        oven.board.fail("write bake", times: 3)
        #expect(await oven.drive().words == "succeeded")
        #expect(oven.clock.waits == [.milliseconds(200), .milliseconds(400), .milliseconds(800)])
    }

    @Test func `a step before the point of no return is tried once`() async {
        let oven = Oven()
        oven.board.fail("write mix", times: 1)
        #expect(await oven.drive().words == "failed: write mix")
        #expect(oven.clock.waits == [])
    }

    @Test func `an operation that cannot go on after the point of no return is stuck, and a retry goes on`() async {
        let oven = Oven()
        oven.board.fail("write bake", times: 6)
        #expect(await oven.drive().words == "stuck: write bake")
        #expect(oven.board.words == ["mix", "rise"], "nothing is undone")
        #expect(await oven.drive().words == "succeeded")
        #expect(oven.board.log.filter { $0 == "write mix" }.count == 1)
    }

    @Test func `an operation whose undo fails is stuck, and a retry undoes the rest`() async {
        let oven = Oven()
        oven.board.fail("write rise", times: 1)
        oven.board.fail("wipe mix", times: 6)
        #expect(await oven.drive().words == "stuck: wipe mix")
        #expect(oven.board.words == ["mix"])
        #expect(await oven.drive().words == "failed: write rise")
        #expect(oven.board.words == [])
        #expect(oven.board.log.filter { $0 == "wipe rise" }.count == 1)
    }

    @Test func `an interrupt stops between two steps and leaves the journal as it is`() async {
        var oven = Oven()
        let control = oven.control
        oven.probe = { if $0.step == "mix", $0.moment == .acted { control.interrupt() } }
        #expect(await oven.drive().words == "interrupted")
        #expect(oven.board.log == ["write mix"])
        #expect(oven.journal.recorded == ["mix"])
        oven.control = Control()
        #expect(await oven.drive().words == "succeeded")
        #expect(oven.board.log == ["write mix", "write rise", "write bake"])
    }

    @Test func `a step that is ended because the server stops is repeated at the next start, not undone`() async {
        var oven = Oven()
        let (gate, control) = (Gate(), oven.control)
        oven.probe = { if $0.step == "rise", $0.moment == .acted { try await gate.wait() } }
        let ready = oven
        let task = Task { await ready.drive() }
        #expect(await eventually { gate.arrivals == 1 })
        control.interrupt()
        task.cancel()
        #expect(await task.value.words == "interrupted")
        #expect(oven.board.words == ["mix", "rise"])
        oven.probe = { _ in }
        oven.control = Control()
        #expect(await oven.drive().words == "succeeded")
    }

    @Test func `an operation whose journal cannot be written is interrupted and later goes on`() async {
        let oven = Oven()
        oven.journal.die()
        #expect(await oven.drive().words == "interrupted")
        #expect(oven.board.log == [], "nothing is done that cannot be written down")
        oven.journal.revive()
        #expect(await oven.drive().words == "succeeded")
    }

    @Test func `progress names each step and grows`() async {
        let told = Mutex<[(Double, String)]>([])
        var oven = Oven()
        let operation = oven.operation
        oven.progress = { id, fraction, words in if id == operation { told.withLock { $0.append((fraction, words)) } } }
        _ = await oven.drive()
        let heard = told.withLock { $0 }
        #expect(heard.map(\.1) == ["mix", "rise", "bake"])
        let fractions: [Double] = heard.map { ($0.0 * 3).rounded() }
        #expect(fractions == [0, 1, 2])
    }

    @Test func `failpoints are read from the environment's text, and senseless ones are left out`() {
        let point = Conduct.Point(kind: "vm.create.v1", step: "define", moment: .acted)
        let actions = Failpoints.parse("vm.create.v1/define/acted=kill;nonsense;vm.stop.v1/shutdown/before=error;")
        #expect(actions == [point.description: "kill", "vm.stop.v1/shutdown/before": "error"])
    }
}
