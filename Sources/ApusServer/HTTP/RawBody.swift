import ApusCore
import ApusModel
import HTTPTypes
import Hummingbird
import NIOCore

/// A body of raw bytes. They are read from the socket only as the handler takes them, so that any size needs little memory.
struct RawBody: Sendable {
    /// What `Content-Length` announces; nil for a chunked body.
    var length: Int64?
    var bytes: ByteSequence

    /// Whether the head announces such a body: it may come slowly, for as long as it comes.
    static func isRaw(_ head: HTTPRequest) -> Bool {
        head.method == .put && (head.headerFields[.contentType] ?? "").lowercased() == "application/octet-stream"
    }

    static var unwanted: Problem { Problem(.unsupportedMediaType, "This path takes no application/octet-stream.") }
}

extension Responder {
    /// The body of a route that takes raw bytes; nil for other routes.
    func content(of request: Request, _ route: Route) throws -> RawBody? {
        guard let content = route.content else { return nil }
        guard (request.headers[.contentEncoding]?.lowercased() ?? "identity") == "identity" else {
            throw Problem(.unsupportedMediaType, "The body must come without Content-Encoding.")
        }
        guard RawBody.isRaw(request.head) else {
            throw Problem(.unsupportedMediaType, "The body must be application/octet-stream.")
        }
        let length = request.headers[.contentLength].flatMap { Int64($0) }
        let tooLarge = Problem(.tooLarge, "The body is larger than \(content.limit) bytes.")
        if let length, length > content.limit { throw tooLarge }
        return RawBody(length: length, bytes: Bounded(base: request.body, limit: content.limit, excess: tooLarge))
    }
}

/// The bytes of a request, up to a limit.
private struct Bounded: AsyncSequence, Sendable {
    let base: RequestBody
    let limit: Int64
    let excess: Problem

    struct AsyncIterator: AsyncIteratorProtocol {
        var base: RequestBody.AsyncIterator
        var left: Int64
        let excess: Problem

        mutating func next() async throws -> [UInt8]? {
            guard let buffer = try await base.next() else { return nil }
            let (rest, overflow) = left.subtractingReportingOverflow(Int64(buffer.readableBytes))
            guard !overflow, rest >= 0 else { throw excess }
            left = rest
            return Array(buffer.readableBytesView)
        }
    }

    func makeAsyncIterator() -> AsyncIterator {
        AsyncIterator(base: base.makeAsyncIterator(), left: limit, excess: excess)
    }
}
