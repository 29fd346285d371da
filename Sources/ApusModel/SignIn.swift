import FoundationEssentials

/// Body of `POST /api/v1/session`: one of both.
public struct SignIn: Codable, Hashable, Sendable {
    public var token: String?
    /// A one-time ticket for `session`.
    public var ticket: String?

    public init(token: String? = nil, ticket: String? = nil) {
        self.token = token
        self.ticket = ticket
    }
}

/// Who is signed in, and until when at most.
public struct SignedIn: Codable, Hashable, Sendable {
    public var name: String
    public var role: Role
    /// Nil for a token that does not expire.
    public var expires: Date?

    public init(name: String, role: Role, expires: Date? = nil) {
        self.name = name
        self.role = role
        self.expires = expires
    }
}

/// Body of `POST /api/v1/tickets`.
public struct CreateTicket: Codable, Hashable, Sendable {
    public enum Purpose: String, Codable, Sendable, CaseIterable { case display, console, ssh, shell, session }

    public var `for`: Purpose
    /// By UUID or name; of a display, console or ssh.
    public var vm: String?
    /// By UUID, number or name; of a shell.
    public var host: String?
    /// A display that takes no keys; a viewer may have it.
    public var viewOnly: Bool?

    public init(for purpose: Purpose, vm: String? = nil, host: String? = nil, viewOnly: Bool? = nil) {
        self.for = purpose
        self.vm = vm
        self.host = host
        self.viewOnly = viewOnly
    }
}

/// A one-time ticket.
public struct IssuedTicket: Codable, Hashable, Sendable {
    public var ticket: String
    /// Where it is used, without the server's prefix.
    public var path: String
    public var expires: Date
    /// Where people find the page, if the server was told its public origin; only of a ticket for a session.
    public var page: String?

    public init(ticket: String, path: String, expires: Date, page: String? = nil) {
        self.ticket = ticket
        self.path = path
        self.expires = expires
        self.page = page
    }
}
