import ApusModel
import FoundationEssentials
import HTTPTypes
import Hummingbird
import Logging
import Schema

/// Answers every request with status 200 and JSON, as the course's checkers expect, failures too.
struct CourseResponder: HTTPResponder {
    typealias Context = BasicRequestContext

    let course: Course
    /// nil where no token is asked for.
    let gate: Gate?
    /// Whether requests must name this machine by a loopback name: else a page of any site could point its own name here.
    let isLoopback: Bool

    func respond(to request: Request, context: Context) async throws -> Response {
        // No call has a body; one that is sent is read, so that the connection can go on.
        let isWhole = (try? await request.body.collect(upTo: 65_536)) != nil
        let answer = await answer(request)
        var reply = Self.reply(answer)
        if !isWhole { reply = reply.with(.connection, "close") }
        return reply.response(requestID: Reply.newID(), withoutBody: request.method == .head)
    }

    static func reply(_ answer: JSONValue) -> Reply {
        Reply(status: 200, content: .bytes(Data(answer.text(.compact).utf8), type: "application/json"))
    }

    private func answer(_ request: Request) async -> JSONValue {
        guard [.get, .head, .post].contains(request.method), isOwn(request) else { return Course.unknown }
        let text = request.head.path ?? ""
        let path = text.prefix { $0 != "?" }
        guard let target = try? RequestTarget(String(path)) else { return Course.unknown }
        // A query that cannot be read fails as the call that it belongs to.
        let query = (try? RequestTarget(text))?.query
        guard let call = course.call(target.segments, query ?? []) else { return Course.unknown }
        guard query != nil, request.method != .head, isAdmitted(request) else { return call.failure }
        do {
            return try await call.act()
        } catch {
            let reason = (error as? CourseRefusal)?.description ?? Problem.describing(error).detail
            course.logger.info(
                "A call of the course API failed",
                metadata: ["call": "\(path)", "reason": "\(Echo.plain(reason, limit: 500))"])
            return call.failure
        }
    }

    private func isAdmitted(_ request: Request) -> Bool {
        guard let gate else { return true }
        return (try? gate.admit(request.headers, [], to: .operate)) != nil
    }

    /// Browsers send any page's requests anywhere; these calls change things, so they are not taken from foreign pages.
    private func isOwn(_ request: Request) -> Bool {
        let authority = request.head.authority ?? ""
        if let site = request.headers[own: OwnHeader.fetchSite], !["same-origin", "none"].contains(site) {
            return false
        }
        if let origin = request.headers[.origin], origin != "http://\(authority)" { return false }
        return !isLoopback || Configuration.isLoopback(Listener.host(of: authority))
    }
}
