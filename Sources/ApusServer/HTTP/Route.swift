import ApusCore
import FoundationEssentials
import Schema

/// One call of the API, declared once: it is matched, authorised, validated, documented and counted from here.
struct Route: Sendable {
    enum Method: String, Sendable, CaseIterable {
        case get = "GET", post = "POST", put = "PUT", patch = "PATCH", delete = "DELETE"
    }

    /// A JSON body: the schema that validates it and the name it has in the OpenAPI document.
    struct Body: Sendable {
        var name: String
        var schema: Schema
        var isRequired = true
    }

    /// A body of raw bytes (`application/octet-stream`), taken as they come.
    struct Content: Sendable {
        /// The most bytes that may come.
        var limit: Int64
    }

    /// One answer, for the document.
    struct Answer: Sendable {
        var status: Int
        var summary: String
        var schema: Schema?
        var contentType = "application/json"
    }

    var method: Method
    /// Template with `{name}` for one segment: `/api/v1/vms/{ref}/disks/{target}`. The first names the thing it is about.
    var path: String
    var policy: Policy
    var name: String
    var tag: String
    var summary: String
    var query: [APIOperation.Parameter] = []
    var body: Body?
    var content: Content?
    /// What it is for, where it is a WebSocket.
    var socket: Tickets.Purpose?
    var answers: [Answer]
    var handle: @Sendable (Call) async throws -> Reply

    var segments: [Substring] { path.split(separator: "/") }
}
