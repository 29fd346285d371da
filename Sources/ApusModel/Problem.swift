import FoundationEssentials

/// An error as every client of Apus sees it: a problem document (RFC 9457) with a stable `code`.
///
/// `errors` names each faulty field by JSON pointer; `operation` the operation that holds a lock; `candidates` the resources an
/// ambiguous name may mean; `refusals` why each host was refused.
public struct Problem: Error, Codable, Hashable, Sendable {
    /// One faulty field of a request.
    public struct Fault: Codable, Hashable, Sendable {
        /// RFC 6901 pointer into the body, or `?name` for a query parameter.
        public var pointer: String
        public var code: String
        public var message: String

        public init(pointer: String, code: String, message: String) {
            self.pointer = pointer
            self.code = code
            self.message = message
        }
    }

    /// Why one host was not chosen.
    public struct Refusal: Codable, Hashable, Sendable {
        public var host: String
        public var reason: String

        public init(host: String, reason: String) {
            self.host = host
            self.reason = reason
        }
    }

    public var type: String
    public var code: String
    public var title: String
    public var status: Int
    public var detail: String
    /// The request's id, to be found again in the server's log.
    public var instance: String?
    public var errors: [Fault]?
    public var operation: UUID?
    public var candidates: [String]?
    public var refusals: [Refusal]?
    /// Seconds after which a retry makes sense (also sent as `Retry-After`).
    public var retryAfter: Int?

    public init(_ code: ProblemCode, _ detail: String, errors: [Fault]? = nil) {
        self.type = "urn:apus:problem:\(code.rawValue)"
        self.code = code.rawValue
        self.title = code.title
        self.status = code.status
        self.detail = detail
        self.errors = errors
    }
}
