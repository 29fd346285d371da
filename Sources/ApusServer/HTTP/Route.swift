import ApusCore
import FoundationEssentials
import Schema

/// One call of the API, declared once: it is matched, authorised, validated, documented and counted from here.
struct Route: Sendable {
    enum Method: String, Sendable, CaseIterable { case get = "GET", post = "POST", delete = "DELETE" }

    /// A JSON body: the schema that validates it and the name it has in the OpenAPI document.
    struct Body: Sendable {
        var name: String
        var schema: Schema
        var isRequired = true
    }

    /// One answer, for the document.
    struct Answer: Sendable {
        var status: Int
        var summary: String
        var schema: Schema?
        var contentType = "application/json"
    }

    var method: Method
    /// Template with `{name}` for one segment: `/api/v1/vms/{ref}`.
    var path: String
    var policy: Policy
    var name: String
    var tag: String
    var summary: String
    var query: [APIOperation.Parameter] = []
    var body: Body?
    var answers: [Answer]
    var handle: @Sendable (Call) async throws -> Reply

    var segments: [Substring] { path.split(separator: "/") }
}

/// The routes by path: finds the one for a request, or what the path would allow.
struct RouteTable: Sendable {
    enum Match: Sendable {
        case found(Route, [String: String])
        case otherMethods([Route.Method])
        case none
    }

    let routes: [Route]

    /// Matches an already split and decoded path.
    func match(_ method: String, _ segments: [String]) -> Match {
        var others: [Route.Method] = []
        for route in routes {
            guard let parameters = Self.parameters(of: route.segments, in: segments) else { continue }
            if route.method.rawValue == method || (method == "HEAD" && route.method == .get) {
                return .found(route, parameters)
            }
            others.append(route.method)
        }
        return others.isEmpty ? .none : .otherMethods(others)
    }

    private static func parameters(of template: [Substring], in segments: [String]) -> [String: String]? {
        let isOpenEnded = template.last == "**"
        guard isOpenEnded ? segments.count >= template.count : segments.count == template.count else { return nil }
        var parameters: [String: String] = [:]
        for (part, segment) in zip(template, segments) {
            if part == "**" { break }
            if part.first == "{" {
                parameters[String(part.dropFirst().dropLast())] = segment
            } else if part != segment {
                return nil
            }
        }
        if isOpenEnded { parameters["**"] = segments.dropFirst(template.count - 1).joined(separator: "/") }
        return parameters
    }
}
