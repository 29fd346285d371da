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
    }

    var status: Int
    var headers: HTTPFields = [:]
    var content: Content = .none

    static func json(_ value: some Encodable, status: Int = 200) throws -> Reply {
        Reply(status: status, content: .bytes(try JSONCoding.encode(value), type: "application/json"))
    }

    static func text(_ text: String, type: String = "text/plain; charset=utf-8") -> Reply {
        Reply(status: 200, content: .bytes(Data(text.utf8), type: type))
    }

    static let nothing = Reply(status: 204)

    /// A problem document; `instance` is the request's id.
    static func problem(_ problem: Problem, instance: String) -> Reply {
        var shown = problem
        shown.instance = instance
        var reply = Reply(status: shown.status)
        // A problem is plain data: encoding it cannot fail, and an empty body is still an answer.
        reply.content = .bytes((try? JSONCoding.encode(shown)) ?? Data(), type: "application/problem+json")
        if let seconds = shown.retryAfter { reply.headers[.retryAfter] = String(seconds) }
        if shown.status == 401 { reply.headers[.wwwAuthenticate] = "Bearer" }
        return reply
    }

    func with(_ name: HTTPField.Name, _ value: String) -> Reply {
        var copy = self
        copy.headers[name] = value
        return copy
    }

    /// Hummingbird's form, with the headers every answer has.
    func response(requestID: String, withoutBody: Bool) -> Response {
        var headers = headers
        headers[.xContentTypeOptions] = "nosniff"
        headers[.cacheControl] = headers[.cacheControl] ?? "no-store"
        if let name = HTTPField.Name("X-Request-Id") { headers[name] = requestID }
        if let name = HTTPField.Name("Referrer-Policy") { headers[name] = "no-referrer" }
        let body: ResponseBody
        switch content {
        case .none: body = ResponseBody()
        case .bytes(let data, let type):
            headers[.contentType] = type
            body = withoutBody ? ResponseBody() : ResponseBody(byteBuffer: ByteBuffer(bytes: data))
        case .stream(let type, let write):
            headers[.contentType] = type
            body = withoutBody ? ResponseBody() : ResponseBody(write)
        }
        return Response(status: .init(code: status), headers: headers, body: body)
    }
}
