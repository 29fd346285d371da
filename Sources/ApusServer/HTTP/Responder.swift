import ApusCore
import ApusModel
import FoundationEssentials
import HTTPTypes
import Hummingbird
import Logging
import NIOCore
import NIOHTTP1

/// The way every request takes: split, match, authorise, validate, handle, answer. The one place where errors become answers.
struct Responder: HTTPResponder {
    typealias Context = BasicRequestContext

    let table: RouteTable
    let gate: Gate
    let metrics: HTTPMetrics
    let maxBody: Int
    let logger: Logger

    func respond(to request: Request, context: Context) async throws -> Response {
        let id = Reply.newID()
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
            try Self.checkAuthority(request)
            let target = try RequestTarget(request.head.path ?? "")
            let (found, references) = try find(request.method.rawValue, target)
            route = found
            return (try await found.handle(try await call(request, target, found, references)), found)
        } catch {
            return (.problem(problem(for: error, id), instance: id).explaining(error), route)
        }
    }

    /// Exactly one Host, as a proxy in front may choose another than we (RFC 9112, section 3.2).
    private static func checkAuthority(_ request: Request) throws {
        guard let authority = request.head.authority, !authority.isEmpty, request.headers[own: OwnHeader.host] == nil
        else {
            throw UnclearFraming(problem: Problem(.badRequest, "The request must have exactly one Host field."))
        }
    }

    private func find(_ method: String, _ target: RequestTarget) throws -> (Route, [String]) {
        switch table.match(method, target.segments) {
        case .found(let route, let references): return (route, references)
        case .otherMethods(let methods): throw MethodNotAllowed(allow: methods.joined(separator: ", "))
        case .none: throw Problem(.notFound, "There is nothing at this path; /openapi.json lists all paths.")
        }
    }

    private func call(
        _ request: Request, _ target: RequestTarget, _ route: Route, _ references: [String]
    ) async throws -> Call {
        // Authorised before anything else of the request is looked at.
        let actor = try gate.admit(request.headers, target.query, to: route.policy)
        return Call(
            subject: "\(request.method.rawValue) /\(target.segments.joined(separator: "/"))", actor: actor,
            references: references, query: try Self.query(target, of: route), headers: request.headers,
            body: try await body(of: request, route), content: try content(of: request, route))
    }

    private func problem(for error: any Error, _ id: String) -> Problem {
        switch error {
        case let refusal as MethodNotAllowed: return refusal.problem
        case let fault as UnclearFraming: return fault.problem
        case is NIOTooManyBytesError: return tooLarge
        case is HTTPParserError: return .unreadable
        case is RequestTooSlow: return Problem(.badRequest, "The request's body did not come to its end in time.")
        default: break
        }
        let problem = Problem.describing(error)
        if problem.code == ProblemCode.internalError.rawValue {
            logger.error("A request failed unexpectedly", metadata: ["request": "\(id)", "error": "\(error)"])
        }
        return problem
    }
}

/// The path is known, the method is not.
struct MethodNotAllowed: Error {
    /// As the header field of this name has it.
    var allow: String
    var problem: Problem { Problem(.methodNotAllowed, "This path knows \(allow).") }
}

/// Where this request ends, or whom it is for, cannot be said for sure: no other may follow on its connection.
struct UnclearFraming: Error {
    var problem: Problem
}

extension Reply {
    /// With the fields that belong to an error.
    fileprivate func explaining(_ error: any Error) -> Reply {
        switch error {
        case let refusal as MethodNotAllowed: with(.allow, refusal.allow)
        case is UnclearFraming, is HTTPParserError: with(.connection, "close")
        default: self
        }
    }
}
