import ApusModel

/// Tokens, and tickets that sign browsers in.
extension Client {
    /// Maps to `GET /api/v1/tokens`.
    public func tokens() async throws -> [Token] {
        try await transport.send(Request(.get, api: "tokens")).decode(TokenList.self).items
    }

    /// Its secret is told this once.
    ///
    /// Maps to `POST /api/v1/tokens`.
    public func create(_ token: CreateToken) async throws -> CreatedToken {
        try await transport.send(Request(.post, api: "tokens").body(token)).decode(CreatedToken.self)
    }

    /// Maps to `DELETE /api/v1/tokens/{ref}`.
    public func deleteToken(_ ref: String) async throws {
        try await transport.send(Request(.delete, api: "tokens", ref)).check()
    }

    /// Maps to `POST /api/v1/tickets`.
    public func create(_ ticket: CreateTicket) async throws -> IssuedTicket {
        try await transport.send(Request(.post, api: "tickets").body(ticket)).decode(IssuedTicket.self)
    }

    /// The address that signs a browser in, once and within five minutes. What follows `#` never leaves the browser for a
    /// server's log; the page sends it by itself.
    /// - Parameter view: the path of the page that then opens, such as `/vms/web-1`.
    public func signInAddress(to view: String? = nil) async throws -> String {
        let ticket = try await create(CreateTicket(for: .session))
        let page = ticket.page ?? settings.address.text + "/"
        let next = view.map { "?next=" + PercentEncoding.encode($0) } ?? ""
        return "\(page)sign-in\(next)#ticket=\(ticket.ticket)"
    }
}
