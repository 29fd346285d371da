import ApusCore
import ApusModel
import FoundationEssentials
import Schema

extension Gate {
    /// All tokens, by name.
    func allTokens() -> [Token] {
        state.withLock { state in
            state.tokens.values.map { $0.shown(sessions: state.sessions(of: $0.id).count) }
        }.sorted { $0.name < $1.name }
    }

    /// Makes a token; its secret is told here and never again.
    /// - Throws: a ``Problem`` `name-taken`, `invalid`, `conflict` where there are too many.
    func createToken(_ request: CreateToken) async throws -> CreatedToken {
        let now = time.now()
        if let expires = request.expires, expires <= now {
            throw Problem(
                .invalid, "The request has 1 fault(s).",
                errors: [.init(pointer: "/expires", code: "past", message: "must be in the future")])
        }
        let (count, isTaken) = state.withLock { state in
            (state.tokens.count, state.tokens.values.contains { $0.name == request.name })
        }
        guard !isTaken else { throw Problem(.nameTaken, "There is a token of the name \(request.name) already.") }
        guard count < 1000 else { throw Problem(.conflict, "There are 1,000 tokens; delete some that nobody uses.") }
        let secret = Self.newToken()
        let token = StoredToken(
            id: UUID(), name: request.name, hash: Self.hash(secret), role: request.role, createdAt: now,
            expires: request.expires)
        try await store?.add(token)
        state.withLock { $0.insert(token) }
        return CreatedToken(token.shown(sessions: 0), secret: secret)
    }

    /// Revokes a token by id or name, at once and with the sessions that were made from it.
    /// - Throws: a ``Problem`` `not-found`, or `conflict` for the last administrator that stays.
    func deleteToken(_ reference: String) async throws {
        // First here: it opens nothing from now on, also while the store writes.
        let (token, ended) = try state.withLock { try $0.withdraw(reference) }
        ended.forEach { $0() }
        do {
            try await store?.removeToken(token.id)
        } catch {
            state.withLock { $0.insert(token) }
            throw error
        }
    }
}

extension Gate.State {
    mutating func insert(_ token: StoredToken) {
        tokens[token.id] = token
        tokensByHash[token.hash] = token.id
    }

    fileprivate mutating func withdraw(_ reference: String) throws -> (StoredToken, [@Sendable () -> Void]) {
        let id = UUID(uuidString: reference)
        guard let token = tokens.values.first(where: { $0.id == id || $0.name == reference }) else {
            throw Problem(.notFound, "There is no token \(Echo.quoted(reference)).")
        }
        let others = tokens.values.filter { $0.id != token.id && $0.role == .administrator && $0.expires == nil }
        guard token.role != .administrator || !others.isEmpty else {
            throw Problem(
                .conflict,
                "The token \(token.name) is the last administrator's that does not expire; create another one first.")
        }
        tokens[token.id] = nil
        tokensByHash[token.hash] = nil
        let ended = sessions(of: token.id).flatMap { end($0.id) } + takeWatches { $0.token == token.id }
        return (token, ended)
    }
}

extension StoredToken {
    fileprivate func shown(sessions: Int) -> Token {
        Token(id: id, name: name, role: role, createdAt: createdAt, expires: expires, sessions: sessions)
    }
}
