/// The next look at the deadlines. One timer serves all calls, so a call costs no timer of its own.
struct Watchdog {
    private(set) var instant: ContinuousClock.Instant?
    private(set) var token = 0

    /// True if a look at `deadline` must be scheduled, as none comes before it.
    mutating func set(_ deadline: ContinuousClock.Instant) -> Bool {
        if let instant, instant <= deadline { return false }
        instant = deadline
        token = token.addingReportingOverflow(1).partialValue
        return true
    }

    /// True if the look of this token is the current one, which is then over.
    mutating func fire(_ token: Int) -> Bool {
        guard token == self.token else { return false }
        instant = nil
        return true
    }
}

extension HostEngine {
    /// Sees to it that someone looks at `deadline`.
    func watch(_ deadline: ContinuousClock.Instant, _ state: inout State) {
        guard state.watchdog.set(deadline) else { return }
        let token = state.watchdog.token
        timer.after(ContinuousClock.now.duration(to: deadline)) { [weak self] in self?.look(token) }
    }

    private func look(_ token: Int) {
        state.withLock { state in
            guard state.watchdog.fire(token) else { return }
            let now = ContinuousClock.now
            for (key, entry) in state.calls where entry.deadline <= now {
                state.calls[key] = nil
                state.running[key]?.isOverdue = true
                entry.call.fail(
                    LibvirtError(.timedOut, message: "no result before the deadline", call: entry.call.name))
            }
            if let next = state.calls.values.map(\.deadline).min() { watch(next, &state) }
            leaveStuckConnection(&state)
        }
    }

    /// Where every thread is held by a call past its deadline, only a new connection with new threads helps.
    private func leaveStuckConnection(_ state: inout State) {
        let attempt = state.attempt
        let overdue = state.running.values.count { $0.isOverdue && $0.attempt == attempt }
        guard overdue >= configuration.threads else { return }
        let error = LibvirtError(
            .disconnected, message: "every call in flight is past its deadline", call: "watchdog")
        lose(attempt, error, &state)
    }
}
