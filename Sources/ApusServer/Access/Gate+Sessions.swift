import ApusCore
import ApusModel
import FoundationEssentials

extension Gate {
    /// Signs a browser in. The secret is new each time, so that none can be planted before.
    /// - Returns: nil where the token does not hold.
    func beginSession(of token: UUID) -> (session: BrowserSession, secret: String)? {
        let secret = Self.random(.bits256)
        let (steady, now) = (time.steady(), time.now())
        let last = now.addingTimeInterval(TimeInterval(rules.life.components.seconds))
        let (session, ended) = state.withLock { state -> (BrowserSession?, [@Sendable () -> Void]) in
            guard let token = state.tokens[token], token.holds(at: now) else { return (nil, []) }
            let session = BrowserSession(
                id: UUID(), hash: Self.hash(secret), token: token.id, principal: token.principal, began: steady,
                lastUse: steady, expires: min(last, token.expires ?? last))
            let crowded = state.sessions(of: token.id).sorted { $0.lastUse < $1.lastUse }
            let ended = crowded.prefix(max(0, crowded.count - rules.perToken + 1)).flatMap { state.end($0.id) }
            state.sessions[session.id] = session
            state.sessionsByHash[session.hash] = session.id
            return (session, ended)
        }
        ended.forEach { $0() }
        return session.map { ($0, secret) }
    }

    /// Who has that cookie, as long as the session holds.
    func session(_ secret: String) -> Admission? {
        let hash = Self.hash(secret)
        let (steady, now) = (time.steady(), time.now())
        return state.withLock { state in
            guard let id = state.sessionsByHash[hash], state.holds(session: id, steady, now, rules) else { return nil }
            return state.sessions[id]?.admission
        }
    }

    /// The session itself.
    func session(of admission: Admission) -> BrowserSession? {
        guard case .session(let id, _) = admission.credential else { return nil }
        return state.withLock { $0.sessions[id] }
    }

    /// Somebody did something: the session is not idle.
    func touch(_ admission: Admission) {
        guard case .session(let id, _) = admission.credential else { return }
        let now = time.steady()
        state.withLock { $0.sessions[id]?.lastUse = now }
    }

    /// Signs out, at once and with all that the session holds open.
    func endSession(_ id: UUID) {
        let ended = state.withLock { $0.end(id) }
        ended.forEach { $0() }
    }
}

extension Gate.State {
    func sessions(of token: UUID) -> [BrowserSession] { sessions.values.filter { $0.token == token } }

    func holds(session id: UUID, _ steady: Duration, _ now: Date, _ rules: Gate.Rules) -> Bool {
        guard let session = sessions[id], session.holds(at: steady, rules) else { return false }
        return tokens[session.token]?.holds(at: now) ?? false
    }

    /// Forgets a session.
    /// - Returns: whom to tell, outside of the lock.
    mutating func end(_ session: UUID) -> [@Sendable () -> Void] {
        guard let gone = sessions.removeValue(forKey: session) else { return [] }
        sessionsByHash[gone.hash] = nil
        return takeWatches { if case .session(session, _) = $0 { true } else { false } }
    }
}
