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

public typealias Role = ApusModel.Role

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
    /// From when on it opens nothing; nil for never.
    public var expires: Date?

    public init(id: UUID, name: String, hash: String, role: Role, createdAt: Date, expires: Date? = nil) {
        self.id = id
        self.name = name
        self.hash = hash
        self.role = role
        self.createdAt = createdAt
        self.expires = expires
    }

    /// Whether it opens anything at that time.
    public func holds(at date: Date) -> Bool { expires.map { date < $0 } ?? true }
}

/// Where tokens live.
public protocol TokenStore: Sendable {
    func tokens() async throws -> [StoredToken]
    /// - Throws: a ``Problem`` `name-taken`.
    func add(_ token: StoredToken) async throws
    /// Does nothing where there is none.
    func removeToken(_ id: UUID) async throws
}
