import ApusCore
import ApusModel
import FoundationEssentials
import Schema

/// The OpenAPI 3.1 document, made from the declarations that serve the routes.
enum APIDocument {
    static func json(of routes: [Route]) -> JSONValue { document(of: routes).json }

    static func document(of routes: [Route]) -> OpenAPIDocument {
        OpenAPIDocument(
            title: "Apus", version: ApusVersion.current,
            description:
                "One control plane for virtual machines and containers. Lists are answered from memory; changes are durable operations.",
            operations: routes.map(operation),
            securitySchemes: [
                .init("token", .bearer(), "A token; the server wrote the first one at its first start."),
                .init(
                    "session", .cookie(SessionCookie.name),
                    "A browser's session. Changes want an Origin that is the server's own."),
            ],
            defaultResponse: .problem(
                "A problem document (RFC 9457).", .reference("Problem", to: ResourceSchemas.problem))
        )
    }

    private static func operation(_ route: Route) -> APIOperation {
        APIOperation(
            route.method.documented, route.path, operationID: route.name, summary: route.summary,
            description: route.policy == .open ? nil : "Policy: \(route.policy.rawValue).", tag: route.tag,
            parameters: parameters(of: route),
            requestBody: route.content == nil
                ? route.body.map { .json(.reference($0.name, to: $0.schema), required: $0.isRequired) }
                : .init([.init("application/octet-stream")]),
            responses: responses(of: route), security: route.policy == .open ? [] : ["token", "session"])
    }

    private static func parameters(of route: Route) -> [APIOperation.Parameter] {
        let inPath = route.segments.filter { $0.first == "{" }.map { segment in
            let name = String(segment.dropFirst().dropLast())
            return APIOperation.Parameter.path(
                name, .reference, name == "ref" ? "UUID, number or name." : "Its \(name).")
        }
        let makesOperation = route.query.contains { $0.name == "wait" } && route.method != .get
        let header: [APIOperation.Parameter] =
            makesOperation
            ? [.header("Idempotency-Key", .string(minLength: 1, maxLength: 255), "Makes a retry the same request.")]
            : []
        return inPath + route.query + header
    }

    /// Answers of one status are one response: a content for each media type, any value where a type has two forms.
    private static func responses(of route: Route) -> [Int: APIOperation.Response] {
        Dictionary(grouping: route.answers, by: \.status).mapValues { answers in
            let types = answers.first?.status == 204 ? [] : Set(answers.map(\.contentType)).sorted()
            let contents = types.map { type in
                let forms = answers.filter { $0.contentType == type }
                return APIOperation.Content(type, forms.count == 1 ? forms[0].schema : .any)
            }
            return .init(answers.map(\.summary).joined(separator: " "), contents)
        }
    }
}

extension Route.Method {
    var documented: APIOperation.Method {
        switch self {
        case .get: .get
        case .post: .post
        case .put: .put
        case .patch: .patch
        case .delete: .delete
        }
    }
}
