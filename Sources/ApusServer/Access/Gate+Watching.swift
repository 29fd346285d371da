import FoundationEssentials
import ServiceLifecycle

extension Gate {
    /// Somebody who wants to know when a credential ends.
    struct Watch: Sendable {
        fileprivate let gate: Gate
        fileprivate let number: UInt64

        func cancel() { gate.state.withLock { _ = $0.watches.removeValue(forKey: number) } }
    }

    /// Whether the token or session behind it still holds.
    func holds(_ admission: Admission) -> Bool {
        let (steady, now) = (time.steady(), time.now())
        return state.withLock { $0.holds(admission.credential, steady, now, rules) }
    }

    /// Calls `end` once, from any thread, within two seconds after the token or session ended; at once where it is over.
    func onEnd(of admission: Admission, _ end: @escaping @Sendable () -> Void) -> Watch {
        let (steady, now) = (time.steady(), time.now())
        let (number, isOver) = state.withLock { state -> (UInt64, Bool) in
            state.lastWatch &+= 1
            guard state.holds(admission.credential, steady, now, rules) else { return (state.lastWatch, true) }
            state.watches[state.lastWatch] = (admission.credential, end)
            return (state.lastWatch, false)
        }
        if isOver { end() }
        return Watch(gate: self, number: number)
    }

    /// Ends what its time has ended.
    func sweep() {
        let (steady, now) = (time.steady(), time.now())
        let ended = state.withLock { state in
            let over = state.sessions.keys.filter { !state.holds(session: $0, steady, now, rules) }
            return over.flatMap { state.end($0) }
                + state.takeWatches { [held = state] in !held.holds($0, steady, now, rules) }
        }
        ended.forEach { $0() }
    }
}

extension Gate.State {
    func holds(_ credential: Credential, _ steady: Duration, _ now: Date, _ rules: Gate.Rules) -> Bool {
        switch credential {
        case .none: true
        case .token(let id): tokens[id]?.holds(at: now) ?? false
        case .session(let id, _): holds(session: id, steady, now, rules)
        }
    }

    /// Removes those whose credential is meant; a watch is called once.
    mutating func takeWatches(where isMeant: (Credential) -> Bool) -> [@Sendable () -> Void] {
        let taken = watches.filter { isMeant($0.value.credential) }
        for number in taken.keys { watches[number] = nil }
        return taken.values.map(\.end)
    }
}

/// Ends sessions and tokens when their time is over, as long as the server runs.
struct GateKeeping: Service {
    let gate: Gate

    func run() async throws {
        await cancelWhenGracefulShutdown {
            while !Task.isCancelled {
                gate.sweep()
                try? await Task.sleep(for: .seconds(1))
            }
        }
    }
}
