import ApusCore
import FoundationEssentials
import HTTPTypes

/// Who was let in, and by what.
struct Admission: Sendable {
    var principal: Principal
    var credential: Credential

    static let anonymous = Admission(principal: Principal(name: "anonymous", role: .viewer), credential: .none)
}

/// What opened the gate; when it ends, all that it opened ends.
enum Credential: Hashable, Sendable {
    /// Nothing: a route that is open to all.
    case none
    case token(UUID)
    /// A session of a browser, and the token it was made from.
    case session(UUID, token: UUID)

    var token: UUID? {
        switch self {
        case .none: nil
        case .token(let id), .session(_, let id): id
        }
    }
}

/// What of a request the gate looks at.
struct Approach: Sendable {
    var headers: HTTPFields
    var query: [(name: String, value: String)]
    /// The Host field.
    var authority: String?
    /// The address of the other end, for the limit against guessing; empty where that does not matter.
    var peer: String
    /// Whether it may change something: any method but GET and HEAD, and every WebSocket.
    var isUnsafe: Bool

    init(
        _ headers: HTTPFields, query: [(name: String, value: String)] = [], authority: String?, peer: String = "",
        isUnsafe: Bool
    ) {
        self.headers = headers
        self.query = query
        self.authority = authority
        self.peer = peer
        self.isUnsafe = isUnsafe
    }
}
