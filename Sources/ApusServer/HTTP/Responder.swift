import ApusCore
import ApusModel
import FoundationEssentials
import HTTPTypes
import Hummingbird
import Logging
import NIOCore
import NIOHTTP1
import WebSockets

/// The way every request takes: split, match, authorise, validate, handle, answer. The one place where errors become answers.
struct Responder: HTTPResponder {
    typealias Context = EdgeContext

    let table: RouteTable
    let gate: Gate
    let socketGate: SocketGate
    let sockets: Sockets
    /// nil where no page is served.
    var page: PageFiles?
    /// The path below which a proxy serves all; empty without one.
    var prefix = ""
    /// The machine or host that a socket's path names, for its ticket; the paths of tickets name it by UUID.
    var thing: @Sendable (String) -> UUID? = { UUID(uuidString: $0) }
    let metrics: HTTPMetrics
    let maxBody: Int
    let logger: Logger

    func respond(to request: Request, context: Context) async throws -> Response {
        let id = Reply.newID()
        let began = ContinuousClock.now
        let (reply, route) = await answer(request, id, peer: context.peer)
        if case .socket(let plan) = reply.content { try await sockets.prepare(plan, on: context.channel) }
        metrics.record(
            method: request.method.rawValue, route: route?.path ?? "other", status: reply.status,
            duration: ContinuousClock.now - began)
        return reply.response(requestID: id, withoutBody: request.method == .head)
    }

    private func answer(_ request: Request, _ id: String, peer: String) async -> (Reply, Route?) {
        var route: Route?
        do {
            try Self.checkAuthority(request)
            let target = try target(of: request)
            guard let (found, references) = try find(request.method.rawValue, target) else {
                return (try await pageReply(to: request, target), nil)
            }
            route = found
            let approach = approach(of: request, target, peer: peer)
            return (try await found.handle(try await call(request, target, found, references, approach)), found)
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

    private func target(of request: Request) throws -> RequestTarget {
        let path = request.head.path ?? ""
        if !prefix.isEmpty, path == prefix + "/" { return try RequestTarget("/") }
        return try RequestTarget(path).without(prefix)
    }

    /// - Returns: nil for a path of the page.
    private func find(_ method: String, _ target: RequestTarget) throws -> (Route, [String])? {
        switch table.match(method, target.segments) {
        case .found(let route, let references): return (route, references)
        case .otherMethods(let methods): throw MethodNotAllowed(allow: methods.joined(separator: ", "))
        case .none: return nil
        }
    }

    /// - Throws: a ``Problem`` `not-found` where there is no page, or the path is none of its own.
    private func pageReply(to request: Request, _ target: RequestTarget) async throws -> Reply {
        try Gate.refuseToken(in: target.query)
        let isRead = [.get, .head].contains(request.method)
        guard isRead, let reply = try await page?.reply(to: target.segments, request.headers) else {
            throw Problem(.notFound, "There is nothing at this path; /openapi.json lists all paths.")
        }
        return reply
    }

    private func approach(of request: Request, _ target: RequestTarget, peer: String) -> Approach {
        Approach(
            request.headers, query: target.query, authority: request.head.authority,
            peer: gate.origins.peer(peer, request.headers), isUnsafe: ![.get, .head].contains(request.method))
    }

    private func call(
        _ request: Request, _ target: RequestTarget, _ route: Route, _ references: [String], _ approach: Approach
    ) async throws -> Call {
        // Authorised before anything else of the request is looked at.
        let socket = try socketAdmission(route, references, approach)
        let admission = try socket?.admission ?? gate.admit(approach, to: route.policy)
        return Call(
            subject: "\(request.method.rawValue) /\(target.segments.joined(separator: "/"))", admission: admission,
            references: references, query: try Self.query(target, of: route), headers: request.headers,
            authority: approach.authority, peer: approach.peer,
            body: try await body(of: request, route), content: try content(of: request, route), socket: socket)
    }

    /// WebSockets have more ways in than other routes.
    private func socketAdmission(
        _ route: Route, _ references: [String], _ approach: Approach
    ) throws -> SocketAdmission? {
        guard let purpose = route.socket else { return nil }
        var approach = approach
        approach.isUnsafe = true
        return try socketGate.admit(
            approach, to: route.policy, for: purpose, thing: references.first.flatMap(thing))
    }

    private func problem(for error: any Error, _ id: String) -> Problem {
        switch error {
        case let refusal as MethodNotAllowed: return refusal.problem
        case let fault as UnclearFraming: return fault.problem
        case let refusal as UpgradeRequired: return refusal.problem
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
        case is UpgradeRequired: with(.upgrade, "websocket").with(.secWebSocketVersion, Handshake.version)
        default: self
        }
    }
}
