import ApusCore
import ApusModel
import FoundationEssentials
import Schema

/// Tokens: listed, made and revoked by administrators.
struct TokenRoutes: Sendable {
    let gate: Gate

    var routes: [Route] { [list, create, delete] }

    private var list: Route {
        Route(
            method: .get, path: "/api/v1/tokens", policy: .administer, name: "list-tokens", tag: "Access",
            summary: "The tokens, without their secrets",
            answers: [
                .init(
                    status: 200, summary: "By name.", schema: .reference("TokenList", to: ResourceSchemas.tokenList))
            ]
        ) { _ in try .json(TokenList(items: gate.allTokens())) }
    }

    private var create: Route {
        Route(
            method: .post, path: "/api/v1/tokens", policy: .administer, name: "create-token", tag: "Access",
            summary: "Make a token; its secret is told once",
            body: .init(name: "CreateToken", schema: RequestSchemas.createToken),
            answers: [
                .init(
                    status: 201, summary: "Keep the secret.",
                    schema: .reference("CreatedToken", to: ResourceSchemas.createdToken))
            ]
        ) { call in
            let token = try await gate.createToken(try call.decode(CreateToken.self))
            return try Reply.json(token, status: 201)
                .with(.location, "/api/v1/tokens/\(token.id.uuidString.lowercased())")
        }
    }

    private var delete: Route {
        Route(
            method: .delete, path: "/api/v1/tokens/{ref}", policy: .administer, name: "delete-token", tag: "Access",
            summary: "Revoke a token, at once and with the sessions that were made from it",
            answers: [.init(status: 204, summary: "Revoked.", schema: nil)]
        ) { call in
            try await gate.deleteToken(call.reference)
            return .nothing
        }
    }
}
