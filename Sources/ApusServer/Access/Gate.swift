import ApusCore
import ApusModel
import Crypto
import FoundationEssentials
import HTTPTypes
import Synchronization

/// Knows the tokens and lets callers in by a route's policy.
public final class Gate: Sendable {
    private let tokens: Mutex<[String: StoredToken]>

    public init(_ tokens: [StoredToken]) {
        self.tokens = Mutex(Dictionary(tokens.map { ($0.hash, $0) }, uniquingKeysWith: { first, _ in first }))
    }

    /// Who calls, when the policy allows it.
    /// - Throws: a ``Problem`` `unauthenticated`, `forbidden`, or `bad-request` for a token in the URL, where logs would keep it.
    func admit(_ headers: HTTPFields, _ query: [(name: String, value: String)], to policy: Policy) throws -> Principal {
        guard !query.contains(where: { ["token", "access_token", "api_key"].contains($0.name.lowercased()) }) else {
            throw Problem(
                .badRequest, "A token belongs into the Authorization header, never into the URL; change this one.")
        }
        if policy == .open { return Principal(name: "anonymous", role: .viewer) }
        guard let actor = actor(of: headers) else {
            throw Problem(
                .unauthenticated, "Send the header “Authorization: Bearer TOKEN”; quickstart says where the token is.")
        }
        guard policy.allows(actor.role) else {
            throw Problem(.forbidden, "The role \(actor.role.rawValue) may not \(policy.rawValue).")
        }
        return actor
    }

    private func actor(of headers: HTTPFields) -> Principal? {
        let values = headers[values: .authorization]
        guard values.count == 1, let value = values.first, value.utf8.count <= 512 else { return nil }
        let parts = value.split(separator: " ", maxSplits: 1)
        guard parts.count == 2, parts[0].lowercased() == "bearer" else { return nil }
        // Looking up a hash tells nothing by its time: the caller does not choose the hash.
        let hash = Self.hash(String(parts[1]))
        return tokens.withLock { $0[hash] }.map { Principal(name: $0.name, role: $0.role) }
    }

    /// Lower-case hexadecimal SHA-256, as tokens are stored.
    public static func hash(_ token: String) -> String { SHA256.hash(data: Data(token.utf8)).hexadecimal }

    /// A new token: `apus_` and 256 random bits.
    public static func newToken() -> String {
        "apus_" + SymmetricKey(size: .bits256).withUnsafeBytes { $0.hexadecimal }
    }
}
