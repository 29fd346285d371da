import ApusCore
import ApusModel
import FoundationEssentials
import HTTPTypes
import Hummingbird
import Logging
import NIOCore
import Schema

/// The way every request takes: split, match, authorise, validate, handle, answer. The one place where errors become answers.
struct Responder: HTTPResponder {
    typealias Context = BasicRequestContext

    let table: RouteTable
    let gate: Gate
    let metrics: HTTPMetrics
    let maxBody: Int
    let logger: Logger

    func respond(to request: Request, context: Context) async throws -> Response {
        let id = UUID().uuidString.lowercased()
        let began = ContinuousClock.now
        let (reply, route) = await answer(request, id)
        metrics.record(
            method: request.method.rawValue, route: route?.path ?? "other", status: reply.status,
            duration: ContinuousClock.now - began)
        return reply.response(requestID: id, withoutBody: request.method == .head)
    }

    private func answer(_ request: Request, _ id: String) async -> (Reply, Route?) {
        var route: Route?
        do {
            let target = try RequestTarget(request.head.path ?? "/")
            let (found, parameters) = try find(request.method.rawValue, target)
            route = found
            let call = try await call(request, id, target, found, parameters)
            return (try await found.handle(call), found)
        } catch {
            return (.problem(problem(for: error, id), instance: id).allowing(error), route)
        }
    }

    private func find(_ method: String, _ target: RequestTarget) throws -> (Route, [String: String]) {
        switch table.match(method, target.segments) {
        case .found(let route, let parameters): return (route, parameters)
        case .otherMethods(let methods): throw MethodNotAllowed(methods: methods)
        case .none: throw Problem(.notFound, "There is nothing at this path; /openapi.json lists all paths.")
        }
    }

    private func call(
        _ request: Request, _ id: String, _ target: RequestTarget, _ route: Route, _ parameters: [String: String]
    ) async throws -> Call {
        // Authorised before anything else of the request is looked at.
        let actor = try gate.admit(request.headers, target.query, to: route.policy)
        return Call(
            id: id, method: request.method.rawValue, path: "/" + target.segments.joined(separator: "/"), actor: actor,
            parameters: parameters, query: try Self.query(target, of: route), headers: request.headers,
            body: try await body(of: request, route))
    }

    private func problem(for error: any Error, _ id: String) -> Problem {
        switch error {
        case let refusal as MethodNotAllowed: return refusal.problem
        case is NIOTooManyBytesError: return Problem(.tooLarge, "The body is larger than \(maxBody) bytes.")
        default: break
        }
        let problem = Problem.describing(error)
        if problem.code == ProblemCode.internalError.rawValue {
            logger.error("A request failed unexpectedly", metadata: ["request": "\(id)", "error": "\(error)"])
        }
        return problem
    }
}

extension Responder {
    /// Query parameters by name: each known, none twice, each of its schema.
    static func query(_ target: RequestTarget, of route: Route) throws -> [String: String] {
        var values: [String: String] = [:]
        var faults: [Problem.Fault] = []
        for (name, value) in target.query {
            let pointer = "?\(name.prefix(64))"
            guard let parameter = route.query.first(where: { $0.name == name }) else {
                faults.append(.init(pointer: pointer, code: "unknown-parameter", message: "is not a parameter of this path"))
                continue
            }
            if values[name] != nil {
                faults.append(.init(pointer: pointer, code: "repeated", message: "is given more than once"))
            }
            faults += parameter.schema.validate(text: value).map {
                .init(pointer: pointer, code: $0.code, message: $0.message)
            }
            values[name] = value
        }
        guard faults.isEmpty else { throw Problem(.invalid, "The query has faults.", errors: faults) }
        return values
    }

    private func body(of request: Request, _ route: Route) async throws -> Data? {
        var request = request
        let bytes = Data(buffer: try await request.collectBody(upTo: maxBody))
        guard let body = route.body else {
            guard bytes.isEmpty else { throw Problem(.badRequest, "This path takes no body.") }
            return nil
        }
        if bytes.isEmpty, !body.isRequired { return nil }
        try MediaType.check(request.headers)
        let value: JSONValue
        do throws(JSONSyntaxError) {
            value = try StrictJSON.parse(Array(bytes))
        } catch {
            throw Problem(
                .jsonSyntax, "The body is not strict JSON: \(error.message) (at byte \(error.offset)).",
                errors: [.init(pointer: "", code: error.code.rawValue, message: error.message)])
        }
        guard case .object = value else { throw Problem(.badRequest, "The body must be a JSON object.") }
        let faults = body.schema.validate(value).map { Problem.Fault(pointer: $0.pointer, code: $0.code, message: $0.message) }
        guard faults.isEmpty else { throw Problem(.invalid, "The request has \(faults.count) fault(s).", errors: faults) }
        return bytes
    }
}

/// The path is known, the method is not.
struct MethodNotAllowed: Error {
    var methods: [Route.Method]
    var allow: String { methods.map(\.rawValue).joined(separator: ", ") }
    var problem: Problem { Problem(.methodNotAllowed, "This path knows \(allow).") }
}

extension Reply {
    fileprivate func allowing(_ error: any Error) -> Reply {
        guard let refusal = error as? MethodNotAllowed else { return self }
        return with(.allow, refusal.allow)
    }
}

/// JSON only, in UTF-8, as it is: this also keeps plain HTML forms of foreign pages out.
enum MediaType {
    static func check(_ headers: HTTPFields) throws {
        let encoding = headers[.contentEncoding]?.lowercased() ?? "identity"
        guard encoding == "identity" else {
            throw Problem(.unsupportedMediaType, "The body must come without Content-Encoding.")
        }
        let parts = (headers[.contentType] ?? "").lowercased().split(separator: ";").map {
            $0.filter { !$0.isWhitespace }
        }
        guard headers[values: .contentType].count == 1, parts.first == "application/json",
            parts.dropFirst().allSatisfy({ $0 == "charset=utf-8" || $0 == "charset=\"utf-8\"" })
        else { throw Problem(.unsupportedMediaType, "The body must be application/json in UTF-8.") }
    }
}
