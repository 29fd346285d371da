import ApusCore
import ApusModel
import Crypto
import FoundationEssentials
import HTTPTypes
import Synchronization

/// Knows the tokens and sessions, and lets callers in by a route's policy.
public final class Gate: Sendable {
    /// All that it knows; changed at once, never in pieces.
    struct State: Sendable {
        var tokens: [UUID: StoredToken] = [:]
        var tokensByHash: [String: UUID] = [:]
        var sessions: [UUID: BrowserSession] = [:]
        var sessionsByHash: [String: UUID] = [:]
        var watches: [UInt64: (credential: Credential, end: @Sendable () -> Void)] = [:]
        var lastWatch: UInt64 = 0
    }

    let state: Mutex<State>
    /// Where tokens are kept; nil in memory only.
    let store: (any TokenStore)?
    let rules: Rules
    let origins: OriginRule
    let time: GateTime
    /// Two limits: a program with a stale token must not keep people from signing in.
    let signIns: GuessLimit
    let strangers: GuessLimit

    public init(
        _ tokens: [StoredToken], store: (any TokenStore)? = nil, rules: Rules = Rules(),
        origins: OriginRule = OriginRule(), time: GateTime = GateTime()
    ) {
        var state = State()
        for token in tokens { state.insert(token) }
        self.state = Mutex(state)
        self.store = store
        self.rules = rules
        self.origins = origins
        self.time = time
        signIns = GuessLimit(time: time)
        strangers = GuessLimit(time: time)
    }

    /// Who calls, when the policy allows it: by a token in the header, else by the cookie of a session.
    /// - Throws: a ``Problem`` `unauthenticated`, `forbidden`, `too-many-requests`, or `bad-request` for a token in the URL.
    func admit(_ approach: Approach, to policy: Policy) throws -> Admission {
        try Self.refuseToken(in: approach.query)
        if policy == .open { return .anonymous }
        guard let admission = try admission(of: approach) else { throw Self.unauthenticated }
        guard policy.allows(admission.principal.role) else {
            throw Problem(
                .forbidden, "The role \(admission.principal.role.rawValue) may not \(policy.rawValue).")
        }
        return admission
    }

    /// As above for callers that are no browsers: by token only.
    func admit(_ headers: HTTPFields, _ query: [(name: String, value: String)], to policy: Policy) throws -> Principal {
        var bare = headers
        bare[.cookie] = nil
        return try admit(Approach(bare, query: query, authority: nil, isUnsafe: true), to: policy).principal
    }

    /// - Throws: a ``Problem`` `bad-request` for a token in the URL, where logs would keep it.
    static func refuseToken(in query: [(name: String, value: String)]) throws {
        guard !query.contains(where: { ["token", "access_token", "api_key"].contains($0.name.lowercased()) }) else {
            throw Problem(
                .badRequest, "A token belongs into the Authorization header, never into the URL; change this one.")
        }
    }

    static var unauthenticated: Problem {
        Problem(
            .unauthenticated,
            "Send the header “Authorization: Bearer TOKEN”, or sign in at the page; quickstart says where the token is."
        )
    }

    /// A token beats a cookie: what was sent on purpose counts.
    private func admission(of approach: Approach) throws -> Admission? {
        guard approach.headers[values: .authorization].isEmpty else { return try bearer(approach) }
        guard let secret = SessionCookie.secret(in: approach.headers), let admission = session(secret) else {
            return nil
        }
        try origins.check(approach)
        touch(admission)
        return admission
    }

    private func bearer(_ approach: Approach) throws -> Admission? {
        let values = approach.headers[values: .authorization]
        guard values.count == 1, let value = values.first, value.utf8.count <= 512 else { return nil }
        let parts = value.split(separator: " ", maxSplits: 1)
        guard parts.count == 2, parts[0].lowercased() == "bearer" else { return nil }
        if let token = token(of: String(parts[1])) {
            return Admission(principal: token.principal, credential: .token(token.id))
        }
        try strangers.check(approach.peer)
        strangers.note(approach.peer)
        return nil
    }

    /// Looking up a hash tells nothing by its time: the caller does not choose the hash.
    func token(of secret: String) -> StoredToken? {
        let hash = Self.hash(secret)
        let now = time.now()
        return state.withLock { state in
            state.tokensByHash[hash].flatMap { state.tokens[$0] }.flatMap { $0.holds(at: now) ? $0 : nil }
        }
    }

    /// Lower-case hexadecimal SHA-256, as tokens are stored.
    public static func hash(_ token: String) -> String { SHA256.hash(data: Data(token.utf8)).hexadecimal }

    /// A new token: `apus_` and 256 random bits.
    public static func newToken() -> String { "apus_" + random(.bits256) }

    /// Random bits in lower-case hexadecimal.
    static func random(_ size: SymmetricKeySize) -> String {
        SymmetricKey(size: size).withUnsafeBytes { $0.hexadecimal }
    }
}

extension StoredToken {
    var principal: Principal { Principal(name: name, role: role) }
}

/// Time as the gate sees it.
public struct GateTime: Sendable {
    /// For the expiry of tokens, which is told as a date.
    public var now: @Sendable () -> Date
    /// For sessions and tickets: a clock that is set back must not give them more life.
    public var steady: @Sendable () -> Duration

    public init(now: @escaping @Sendable () -> Date = { Date() }, steady: (@Sendable () -> Duration)? = nil) {
        self.now = now
        let start = ContinuousClock.now
        self.steady = steady ?? { start.duration(to: .now) }
    }
}
