import ApusModel
import FoundationEssentials
import HTTPTypes
import Hummingbird

/// The answer to a call.
struct Reply: Sendable {
    enum Content: Sendable {
        case none
        case bytes(Data, type: String)
        /// Written as it comes, until the closure returns.
        case stream(type: String, @Sendable (inout any ResponseBodyWriter) async throws -> Void)
        /// 101: a WebSocket follows.
        case socket(SocketPlan)
    }

    var status: Int
    var headers: HTTPFields = [:]
    var content: Content = .none

    static func json(_ value: some Encodable, status: Int = 200) throws -> Reply {
        Reply(status: status, content: .bytes(try JSONCoding.encode(value), type: "application/json"))
    }

    static func text(_ text: String, status: Int = 200, type: String = "text/plain; charset=utf-8") -> Reply {
        Reply(status: status, content: .bytes(Data(text.utf8), type: type))
    }

    static let nothing = Reply(status: 204)

    func with(_ name: HTTPField.Name, _ value: String) -> Reply {
        var copy = self
        copy.headers[name] = value
        return copy
    }

    func with(own name: HTTPField.Name?, _ value: String) -> Reply {
        var copy = self
        copy.headers[own: name] = value
        return copy
    }
}

extension Reply {
    /// The id of a request, to be found in its answer and in the log.
    static func newID() -> String { UUID().uuidString.lowercased() }

    /// A problem document; `instance` is the request's id.
    static func problem(_ problem: Problem, instance: String) -> Reply {
        var shown = problem
        shown.instance = instance
        var reply = Reply(status: shown.status)
        // A problem is plain data: encoding it cannot fail, and an empty body is still an answer.
        reply.content = .bytes((try? JSONCoding.encode(shown)) ?? Data(), type: "application/problem+json")
        reply.headers[own: OwnHeader.requestID] = instance
        if let seconds = shown.retryAfter { reply.headers[.retryAfter] = String(seconds) }
        if shown.status == 401 { reply.headers[.wwwAuthenticate] = "Bearer" }
        return reply
    }

    /// Hummingbird's form, with the headers every answer has.
    func response(requestID: String, withoutBody: Bool) -> Response {
        var reply = self
        reply.headers[own: OwnHeader.requestID] = requestID
        let head = reply.head
        return Response(status: head.status, headers: head.headerFields, body: withoutBody ? .init() : body)
    }

    /// Status and headers. The length is that of the content, also where only the head is sent (RFC 9110, section 9.3.2).
    var head: HTTPResponse {
        var fields = headers
        fields[.xContentTypeOptions] = "nosniff"
        fields[.cacheControl] = fields[.cacheControl] ?? "no-store"
        fields[.contentSecurityPolicy] = fields[.contentSecurityPolicy] ?? "default-src 'none'; frame-ancestors 'none'"
        fields[own: OwnHeader.referrerPolicy] = "no-referrer"
        fields[own: OwnHeader.openerPolicy] = "same-origin"
        fields[own: OwnHeader.resourcePolicy] = "same-origin"
        switch content {
        case .none, .socket: break
        case .bytes(let data, let type):
            fields[.contentType] = type
            fields[.contentLength] = String(data.count)
        case .stream(let type, _): fields[.contentType] = type
        }
        return HTTPResponse(status: .init(code: status), headerFields: fields)
    }

    private var body: ResponseBody {
        switch content {
        case .none, .socket: ResponseBody()
        case .bytes(let data, _): ResponseBody(byteBuffer: ByteBuffer(bytes: data))
        case .stream(_, let write): ResponseBody(write)
        }
    }
}
