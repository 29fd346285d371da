import FoundationEssentials

/// A token as lists show it: never its secret.
public struct Token: Codable, Hashable, Sendable, Identifiable {
    public var id: UUID
    public var name: String
    public var role: Role
    public var createdAt: Date
    /// From when on it opens nothing; nil for never.
    public var expires: Date?
    /// Browsers that are signed in with it.
    public var sessions: Int

    public init(id: UUID, name: String, role: Role, createdAt: Date, expires: Date? = nil, sessions: Int = 0) {
        self.id = id
        self.name = name
        self.role = role
        self.createdAt = createdAt
        self.expires = expires
        self.sessions = sessions
    }
}

/// Answer of `GET /api/v1/tokens`.
public struct TokenList: Codable, Hashable, Sendable {
    public var items: [Token]

    public init(items: [Token]) { self.items = items }
}

/// Body of `POST /api/v1/tokens`.
public struct CreateToken: Codable, Hashable, Sendable {
    public var name: String
    public var role: Role
    public var expires: Date?

    public init(name: String, role: Role, expires: Date? = nil) {
        self.name = name
        self.role = role
        self.expires = expires
    }
}

/// Answer of `POST /api/v1/tokens`: the one time that the secret is told.
public struct CreatedToken: Codable, Hashable, Sendable, Identifiable {
    public var id: UUID
    public var name: String
    public var role: Role
    public var createdAt: Date
    public var expires: Date?
    public var secret: String

    public init(_ token: Token, secret: String) {
        id = token.id
        name = token.name
        role = token.role
        createdAt = token.createdAt
        expires = token.expires
        self.secret = secret
    }
}
