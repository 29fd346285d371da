import ApusModel
import FoundationEssentials

/// One thing that was looked at, and how it stands.
public struct Check: Codable, Hashable, Sendable {
    public enum State: String, Codable, Sendable, CaseIterable { case ok, warning, failed }

    public var name: String
    public var state: State
    public var detail: String

    public init(_ name: String, _ state: State, _ detail: String) {
        self.name = name
        self.state = state
        self.detail = detail
    }
}

extension Client {
    /// The server's own state; a server that is not ready yet answers too.
    ///
    /// Maps to `GET /readyz`, which needs no token.
    public func health() async throws -> Health {
        let answer = try await transport.send(Request(.get, "/readyz"))
        if answer.status == 503, let health = try? JSONCoding.decode(Health.self, from: answer.body) { return health }
        return try answer.decode(Health.self)
    }

    /// What the server finds on a host.
    ///
    /// Maps to `GET /api/v1/hosts/{ref}/doctor`.
    public func doctor(host ref: String) async throws -> [Check] {
        struct Answer: Decodable { var checks: [Check] }
        return try await transport.send(Request(.get, api: "hosts", ref, "doctor")).decode(Answer.self).checks
    }
}
