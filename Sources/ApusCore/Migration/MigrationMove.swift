import ApusModel
import FoundationEssentials
import Workflow

/// The one part of a migration that two hosts do together. Whatever dies meanwhile, what both say decides what is next.
struct MigrationMove: Sendable {
    let vm: UUID
    let name: String
    let source: UUID
    let target: UUID
    let context: WorkflowContext
    /// How long a host that does not answer is waited for, and a guest that neither host has running any more.
    private static let patience = Duration.seconds(120)
    private static let pause = Duration.milliseconds(250)

    /// After a start of the server the source may answer before the target: waits a while, changes nothing. A target that stays
    /// silent is for the steps to tell.
    func awaitTarget() async throws {
        for _ in 0..<120 {
            do {
                return _ = try await context.drivers(target)
            } catch let error as DriverError where error.code == .unreachable {
                try await context.clock.sleep(for: .milliseconds(500))
            }
        }
    }

    /// Sends a running machine, and returns when the target has it. A repetition goes on with what it finds.
    func send(_ journey: MigrationJourney, _ step: Steps<WorkflowContext>) async throws {
        do {
            try await settleAtSource(step)
        } catch is Arrived {
            return
        }
        let sending = Task {
            try await context.migrations(source).send(vm, journey)
        }
        let watching = Task { await watch(step) }
        defer { watching.cancel() }
        do {
            try await withTaskCancellationHandler {
                try await sending.value
            } onCancel: {
                sending.cancel()
            }
        } catch {
            try await afterError(error, step)
        }
    }

    /// The target has the machine although the call failed, or it is as before and the error stands.
    private func afterError(_ error: any Error, _ step: Steps<WorkflowContext>) async throws {
        // A server that stops lets it go on: the next start finds it.
        if Task.isCancelled, !step.isCancelled { throw error }
        let isCancelled = step.isCancelled
        try await uncancelled {
            if isCancelled { try await context.migrations(source).abort(vm) }
            do {
                try await settleAtSource(nil)
            } catch is Arrived {
                return
            }
            throw isCancelled ? CancellationError() : plain(error)
        }
    }

    private func plain(_ error: any Error) -> any Error {
        guard let error = error as? DriverError, error.code == .unreachable || error.code == .timedOut else {
            return error
        }
        // The machine stays: nothing waits for the host any more, so this is no matter of trying again.
        return DriverError(.failed, "A host stopped answering in the migration: \(error.message)")
    }

    /// Throws ``Arrived`` where the target has the machine; returns when the source has it, running, and nothing is under way.
    private func settleAtSource(_ step: Steps<WorkflowContext>?) async throws {
        var left = Self.patience
        while true {
            let verdict = try await verdict(waiting: &left)
            switch verdict {
            case .atSource: return
            case .atTarget: throw Arrived()
            case .underway: if let step { try await tell(step) }
            case .unsettled: break
            case .resumeSource: try await context.migrations(source).resume(vm)
            case .dropArrival:
                // Its own daemon takes it away when the other is gone; when that does not come, we do.
                if left < Self.patience - .seconds(15) { try await dropArrival() }
            case .stopped: throw Problem(.invalidState, "The VM \(name) stopped while it was to be moved.")
            case .lost: throw Problem(.notFound, "Neither host has the VM \(name) any more.")
            case .both: throw Problem(.conflict, "Both hosts run the VM \(name): stop one of them by hand.")
            }
            // A sending takes its time; all else comes to an end, or never does.
            if verdict != .underway { left -= Self.pause }
            guard left > .zero else { throw DriverError(.timedOut, verdict.delay(of: name)) }
            try await context.clock.sleep(for: Self.pause)
        }
    }

    private func dropArrival() async throws {
        guard try await context.migrations(target).standing(of: vm) == .arriving else { return }
        try await context.drivers(target).machines.powerOff(vm)
        try await context.drivers(target).machines.remove(vm)
    }

    /// What both say; a host that does not answer is waited for.
    private func verdict(waiting left: inout Duration) async throws -> MigrationVerdict {
        while true {
            do {
                // The target first: what has arrived there has left the source, never the other way round.
                let there = try await context.migrations(target).standing(of: vm)
                let here = try await context.migrations(source).standing(of: vm)
                return MigrationVerdict(source: here, target: there)
            } catch let error as DriverError where error.code == .unreachable || error.code == .timedOut {
                left -= .seconds(1)
                guard left > .zero else { throw error }
                try await context.clock.sleep(for: .seconds(1))
            }
        }
    }

    /// Follows a sending that this process may not have begun.
    private func tell(_ step: Steps<WorkflowContext>) async throws {
        guard let progress = try await context.migrations(source).progress(of: vm) else { return }
        step.progress(progress.fraction, progress.words)
    }

    private func watch(_ step: Steps<WorkflowContext>) async {
        while !Task.isCancelled {
            // A look that fails tells nothing; the sending itself fails where it must.
            try? await tell(step)
            try? await context.clock.sleep(for: .milliseconds(500))
        }
    }

    /// Gives a machine that is off to the target.
    func hand(_ journey: MigrationJourney) async throws {
        let (here, there) = (try await context.migrations(source), try await context.migrations(target))
        guard try await here.standing(of: vm) == .off else {
            // A repetition after the source has let go of it. One that was started there meanwhile has not.
            if try await here.standing(of: vm) == .absent, try await there.standing(of: vm) == .off { return }
            throw Problem(.invalidState, "The VM \(name) was started meanwhile.")
        }
        try await there.define(try await here.definition(of: vm, journey))
    }

    /// Whether the target has it in any way, be it off: its disks there are in use then, or are the only ones left.
    func isKnownAtTarget() async throws -> Bool {
        try await context.migrations(target).standing(of: vm) != .absent
    }

    /// Whether a sending came to its end although its end was asked for; else the source has the machine.
    func hasArrivedAfterCancel() async throws -> Bool {
        guard try await context.migrations(source).standing(of: vm) != .off else { return false }
        try await context.migrations(source).abort(vm)
        do {
            try await settleAtSource(nil)
            return false
        } catch is Arrived {
            return true
        }
    }

    /// After a cancel or a failure that this process did not live to settle: back to the source, or on where it has left.
    /// - Parameter live: whether it was sent running: what is off at the target may then have run there, and is nobody's to drop.
    /// - Returns: whether the target has it.
    func takeBack(live: Bool, autostart: Bool) async throws -> Bool {
        try await context.migrations(source).abort(vm)
        let here = try await context.migrations(source).standing(of: vm)
        let there = try await context.migrations(target).standing(of: vm)
        if !live, here == .off, there == .off {
            try await context.drivers(target).machines.remove(vm)
            return false
        }
        guard here != .off || there != .absent else { return false }
        do {
            try await settleAtSource(nil)
            return false
        } catch is Arrived {
            try await confirm(autostart: autostart)
            return true
        }
    }

    /// Makes the target the only one that has it.
    func confirm(autostart: Bool) async throws {
        let there = try await context.migrations(target).standing(of: vm)
        guard [.running, .paused, .off].contains(there) else {
            throw DriverError(.busy, "The target does not have the VM \(name) yet.")
        }
        let here = try await context.migrations(source).standing(of: vm)
        guard here != .sending else { throw DriverError(.busy, "The source is still sending the VM \(name).") }
        // Started meanwhile, by somebody or with its host: what runs is not taken away.
        guard [.absent, .off, .halted].contains(here) else {
            throw Problem(.conflict, "The VM \(name) runs at its source, too: stop it there by hand.")
        }
        // What the source still has of it is paused for the migration, or off.
        if here != .absent {
            if here == .halted { try await context.drivers(source).machines.powerOff(vm) }
            try await context.drivers(source).machines.remove(vm)
        }
        if autostart { try await context.migrations(target).setAutostart(vm, true) }
    }

    /// The target has it.
    private struct Arrived: Error {}
}

extension MigrationProgress {
    var fraction: Double { total > 0 ? 0.4 + 0.5 * min(1, Double(done) / Double(total)) : 0.4 }

    var words: String {
        func mebibytes(_ bytes: Int64) -> Int64 { bytes / 1_048_576 }
        return "sending: \(mebibytes(done)) of \(mebibytes(total)) MiB sent, \(mebibytes(remaining)) MiB left"
    }
}
