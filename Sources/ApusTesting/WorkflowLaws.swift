import ApusCore
import ApusModel
import FoundationEssentials
import Synchronization
import Workflow

/// The laws that every workflow keeps, checked at every point of its steps. A new workflow gets them by one more line in the
/// list of a test suite.
///
/// Each law answers with its violations, in words; none is what a test expects.
public struct WorkflowLaws: Sendable, CustomStringConvertible {
    public let kind: String
    public let stepNames: [String]
    /// Whether what it does has no inverse (a reset, a grown disk), so that a failure may leave it done.
    let mayKeepItsEffect: Bool
    let arrange: @Sendable () -> FakeHost
    let drive: @Sendable (Execution<Problem>, WorkflowContext) async -> Outcome<OperationOutput, Problem>

    /// - Parameter host: makes the host that the workflow finds, each time a new and equal one.
    /// - Parameter mayKeepItsEffect: whether a failure may leave the effect, since nothing takes it back.
    public init<W: Workflow>(
        _ workflow: W, mayKeepItsEffect: Bool = false, on host: @escaping @Sendable () -> FakeHost
    ) where W.Context == WorkflowContext, W.Output == OperationOutput {
        self.mayKeepItsEffect = mayKeepItsEffect
        kind = W.kind
        stepNames = W.stepNames
        arrange = host
        drive = { execution, context in await execution.drive(workflow, in: context) }
    }

    public var description: String { kind }

    /// Every step it does is declared, in that order, and every declared step is done.
    public func declaresItsSteps() async -> [String] {
        let trial = Trial(self)
        let outcome = await trial.run()
        var done: [String] = []
        for case .started(let step) in trial.journal.entries { done.append(step) }
        return (outcome.isSuccess ? [] : ["ended \(outcome)"])
            + (done == stepNames ? [] : ["declares \(stepNames), does \(done)"])
    }

    /// Wherever the process dies, the next start brings the world that an undisturbed run brings.
    public func survivesDeath() async -> [String] {
        let goal = await world(afterSuccess: ())
        return await atEveryPoint { point in
            let trial = Trial(self)
            _ = await trial.run { if $0 == point { trial.journal.die() } }
            trial.journal.revive()
            let outcome = await trial.run()
            return outcome.isSuccess && trial.host.worlds == goal
                ? trial.blindness : "ends \(outcome), \(trial.host.worlds)"
        }
    }

    /// A step that ran but was never recorded runs again, at every step of one and the same operation.
    public func repeatsUnrecordedSteps() async -> [String] {
        let goal = await world(afterSuccess: ())
        let trial = Trial(self)
        for step in stepNames {
            _ = await trial.run { if $0.step == step, $0.moment == .acted { trial.journal.die() } }
            trial.journal.revive()
        }
        let outcome = await trial.run()
        return outcome.isSuccess && trial.host.worlds == goal ? [] : ["ends \(outcome), \(trial.host.worlds)"]
    }

    /// An error before the point of no return leaves the world as it was; after it the operation still comes to its end.
    public func unwindsOrGoesOn() async -> [String] {
        let goal = await world(afterSuccess: ())
        return await atEveryPoint { point in
            let trial = Trial(self)
            let outcome = await trial.run(failingAt: point)
            if trial.journal.entries.contains(.committed) {
                if !outcome.isSuccess { _ = await trial.run() }
                return trial.host.worlds == goal ? trial.blindness : "does not go on: \(outcome), \(trial.host.worlds)"
            }
            return trial.uncleanliness(outcome, goal)
        }
    }

    /// Undos may run twice: nothing is told of those that ran, and nothing is left or lost.
    public func undoesTwice() async -> [String] {
        let goal = await world(afterSuccess: ())
        return await atEveryPoint { point in
            let trial = Trial(self)
            guard case .failed = await trial.run(failingAt: point) else { return nil }
            trial.journal.drop { if case .undone = $0 { true } else { false } }
            return trial.uncleanliness(await trial.run(), goal)
        }
    }

    /// Where the process dies while it unwinds, the next start unwinds the rest.
    public func survivesDeathWhileUnwinding() async -> [String] {
        let goal = await world(afterSuccess: ())
        return await atEveryPoint { point in
            guard point.moment == .acted else { return nil }
            for dying in self.stepNames {
                let trial = Trial(self)
                _ = await trial.run(failingAt: point) {
                    if $0.step == dying, $0.moment == .undo { trial.journal.die() }
                }
                trial.journal.revive()
                guard case .failed = await trial.run() else { continue }
                if let fault = trial.uncleanliness(await trial.run(), goal) {
                    return "dying in the undo of \(dying): \(fault)"
                }
            }
            return nil
        }
    }

    private func world(afterSuccess: Void) async -> [FakeHost.World] {
        let trial = Trial(self)
        _ = await trial.run()
        return trial.host.worlds
    }

    private func atEveryPoint(_ check: (Conduct.Point) async -> String?) async -> [String] {
        var violations: [String] = []
        for step in stepNames {
            for moment in [Conduct.Point.Moment.before, .acted, .after] {
                let point = Conduct.Point(kind: kind, step: step, moment: moment)
                if let fault = await check(point) { violations.append("\(point): \(fault)") }
            }
        }
        return violations
    }
}

/// One operation on one host, from its acceptance to its end.
private final class Trial: Sendable {
    let laws: WorkflowLaws
    let host: FakeHost
    let before: [FakeHost.World]
    let journal = MemoryJournal()
    let operation = UUID()
    /// What the inventory shows.
    private let shown: Mutex<[HostedKey: VirtualMachine]>

    init(_ laws: WorkflowLaws) {
        self.laws = laws
        host = laws.arrange()
        before = host.worlds
        let rows = host.allRows
        shown = Mutex(Dictionary(rows.map { ($0.key, $0) }, uniquingKeysWith: { first, _ in first }))
    }

    func run(
        _ notice: @escaping @Sendable (Conduct.Point) -> Void = { _ in }
    ) async -> Outcome<OperationOutput, Problem> {
        let (journal, clock) = (journal, ManualClock(isEager: true))
        let conduct = Conduct(
            clock: clock,
            probe: { point in
                notice(point)
                if journal.isDead { throw MemoryJournal.Dead() }
            })
        return await drive(conduct, clock)
    }

    func run(
        failingAt point: Conduct.Point, _ notice: @escaping @Sendable (Conduct.Point) -> Void = { _ in }
    ) async -> Outcome<OperationOutput, Problem> {
        let (journal, clock) = (journal, ManualClock(isEager: true))
        let once = Once()
        let conduct = Conduct(
            clock: clock,
            probe: { reached in
                notice(reached)
                if journal.isDead { throw MemoryJournal.Dead() }
                if reached == point, once.take() { throw Problem(.hostRefused, "injected") }
            })
        return await drive(conduct, clock)
    }

    private func drive(_ conduct: Conduct, _ clock: ManualClock) async -> Outcome<OperationOutput, Problem> {
        let context = WorkflowContext(
            drivers: { [host] id in host.drivers(of: id) },
            observed: { [weak self] key, row in self?.shown.withLock { $0[key] = row } }, clock: clock,
            images: ImageWork(
                ledger: ImageLedger(store: MemoryStore(), estate: Estate()),
                fetcher: FakeFetcher(["https://example.org/a.qcow2": Array(ImageFacts.qcow2().header)])),
            spool: FakeSpool())
        let execution = Execution<Problem>(
            operation: operation, journal: journal, conduct: conduct, cancellation: Problem(.cancelled, "cancelled"),
            isCancellation: { $0.code == "cancelled" }, describe: Problem.describing)
        return await laws.drive(execution, context)
    }

    /// Why this is not a failure that left everything as it was.
    func uncleanliness(_ outcome: Outcome<OperationOutput, Problem>, _ goal: [FakeHost.World]) -> String? {
        guard case .failed = outcome else { return "ends \(outcome) instead of failed" }
        if laws.mayKeepItsEffect, host.worlds == goal { return nil }
        return host.worlds == before ? blindness : "left \(host.worlds) where there was \(before)"
    }

    /// How the inventory differs from the host.
    var blindness: String? {
        let rows = shown.withLock { Array($0.values) }.sorted { $0.key < $1.key }
        return rows == host.allRows
            ? nil : "the inventory shows \(rows.map(\.state)), the host has \(host.allRows.map(\.state))"
    }
}

/// True the first time, false ever after.
private final class Once: Sendable {
    private let isTaken = Mutex(false)

    func take() -> Bool {
        isTaken.withLock { taken in
            defer { taken = true }
            return !taken
        }
    }
}

extension Outcome {
    /// Whether it came to its goal.
    public var isSuccess: Bool { if case .succeeded = self { true } else { false } }
}
