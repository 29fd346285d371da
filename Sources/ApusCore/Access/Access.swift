import ApusModel
import FoundationEssentials

/// Who does something. Every change and every recording names one.
public struct Principal: Hashable, Sendable {
    public var name: String
    public var role: Role

    public init(name: String, role: Role) {
        self.name = name
        self.role = role
    }
}

/// What a token may do; each role may do what the ones before it may.
public enum Role: String, Codable, Sendable, CaseIterable, Comparable {
    case viewer, user, `operator`, administrator

    private var rank: Int { Self.allCases.firstIndex(of: self) ?? 0 }
    public static func < (lhs: Role, rhs: Role) -> Bool { lhs.rank < rhs.rank }
}

/// What a route asks of its caller. Every route names one.
public enum Policy: String, Sendable {
    /// Anybody, without a token: health, documents, sign-in.
    case open
    case view, use, operate, administer

    /// Whether `role` suffices.
    public func allows(_ role: Role) -> Bool {
        switch self {
        case .open, .view: true
        case .use: role >= .user
        case .operate: role >= .operator
        case .administer: role >= .administrator
        }
    }
}

/// A token as it is stored: never the token, only its hash.
public struct StoredToken: Codable, Hashable, Sendable {
    public var id: UUID
    public var name: String
    /// Lower-case hexadecimal SHA-256 of the token.
    public var hash: String
    public var role: Role
    public var createdAt: Date

    public init(id: UUID, name: String, hash: String, role: Role, createdAt: Date) {
        self.id = id
        self.name = name
        self.hash = hash
        self.role = role
        self.createdAt = createdAt
    }
}

/// Where tokens live.
public protocol TokenStore: Sendable {
    func tokens() async throws -> [StoredToken]
    func add(_ token: StoredToken) async throws
}
