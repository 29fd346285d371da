extension HostEngine {
    /// Opens on a lane thread. An attempt past its deadline keeps its thread until it returns.
    func open(_ attempt: Int, _ state: inout State) {
        guard let lane = usableLane(&state) else {
            let error = LibvirtError(
                .disconnected, message: "too many calls to this host never returned", call: "open")
            return failOpening(attempt, error, isStuck: true, &state)
        }
        state.attempt = attempt
        lane.submit { [weak self] in self?.runOpening(attempt) }
        timer.after(configuration.openDeadline) { [weak self] in self?.openingTimedOut(attempt) }
    }

    private func runOpening(_ attempt: Int) {
        do throws(LibvirtError) {
            let events = EventSink { [weak self] in self?.events.send($0) }
            let link = try Link(uri, configuration, events: events) { [weak self] in self?.lost(attempt, $0) }
            if !opened(attempt, link) { link.close() }
        } catch {
            state.withLock { failOpening(attempt, error, isStuck: false, &$0) }
        }
        state.withLock { state in
            // An attempt that had timed out is back: the host answers again.
            guard state.late.remove(attempt) != nil else { return }
            let actions = state.machine.lateReturn()
            execute(actions, &state)
        }
    }

    private func opened(_ attempt: Int, _ link: Link) -> Bool {
        state.withLock { state in
            let actions = state.machine.opened(
                attempt: attempt, receivesEvents: link.receivesEvents, now: .now)
            guard !actions.isEmpty else { return false }
            state.link = link
            leaveStuckLane(&state)
            execute(actions, &state)
            if let (lost, error) = state.lostEarly, lost == attempt { lose(attempt, error, &state) }
            return true
        }
    }

    private func openingTimedOut(_ attempt: Int) {
        let error = LibvirtError(
            .timedOut, message: "the host did not answer within \(configuration.openDeadline)", call: "open")
        state.withLock { state in
            guard case .connecting(attempt, _) = state.machine.state else { return }
            state.late.insert(attempt)
            failOpening(attempt, error, isStuck: true, &state)
        }
    }

    private func failOpening(_ attempt: Int, _ error: LibvirtError, isStuck: Bool, _ state: inout State) {
        let actions = state.machine.openFailed(
            attempt: attempt, error, isStuck: isStuck, now: .now, jitter: .random(in: 0...1))
        execute(actions, &state)
    }

    /// The connection ended by itself.
    func lost(_ attempt: Int, _ error: LibvirtError) {
        state.withLock { state in
            if case .connecting(attempt, _) = state.machine.state { state.lostEarly = (attempt, error) }
            lose(attempt, error, &state)
        }
    }

    func lose(_ attempt: Int, _ error: LibvirtError, _ state: inout State) {
        let actions = state.machine.lost(attempt: attempt, error, now: .now, jitter: .random(in: 0...1))
        execute(actions, &state)
    }

    /// The lane to open on: the current one while it has a free thread, else a new one if not too many are held.
    private func usableLane(_ state: inout State) -> Lane? {
        if let lane = state.lane, lane.busy < lane.threads { return lane }
        return replaceLane(&state)
    }

    /// Calls must not share a lane with threads that do not come back; the opening thread itself is one.
    private func leaveStuckLane(_ state: inout State) {
        guard let lane = state.lane, lane.busy > 1 else { return }
        _ = replaceLane(&state)
    }

    private func replaceLane(_ state: inout State) -> Lane? {
        state.abandoned.removeAll { $0.busy == 0 }
        if let lane = state.lane {
            let stuck = state.abandoned.reduce(lane.busy) { $0 + $1.busy }
            guard stuck <= configuration.maximumStuckThreads else { return nil }
            lane.stop()
            state.abandoned.append(lane)
        }
        let lane = Lane(threads: configuration.threads)
        state.lane = lane
        return lane
    }
}
