/// The closed list of problem codes with their HTTP status and title; `docs/StatusCodes.md` shows the same table.
public enum ProblemCode: String, CaseIterable, Sendable {
    case badRequest = "bad-request"
    case jsonSyntax = "json/syntax"
    case unauthenticated
    case forbidden
    case notFound = "not-found"
    case methodNotAllowed = "method-not-allowed"
    case conflict
    case invalidState = "invalid-state"
    case nameTaken = "name-taken"
    case ambiguous
    case locked
    case notManaged = "not-managed"
    case agentMissing = "agent-missing"
    case preconditionFailed = "precondition-failed"
    case tooLarge = "too-large"
    case unsupportedMediaType = "unsupported-media-type"
    case invalid
    case idempotencyReuse = "idempotency-key-reused"
    case tooManyRequests = "too-many-requests"
    case upgradeRequired = "upgrade-required"
    case headersTooLarge = "headers-too-large"
    case cancelled
    case hostRefused = "host-refused"
    case hostUnreachable = "host-unreachable"
    case busy
    case hostTimeout = "host-timeout"
    case noCapacity = "no-capacity"
    case poolFull = "pool-full"
    case storeFull = "store-full"
    case storeFailed = "store-failed"
    case stuck
    case internalError = "internal-error"

    /// The HTTP status this code is answered with.
    public var status: Int {
        switch self {
        case .badRequest, .jsonSyntax: 400
        case .unauthenticated: 401
        case .forbidden: 403
        case .notFound: 404
        case .methodNotAllowed: 405
        case .conflict, .invalidState, .nameTaken, .ambiguous, .locked, .notManaged, .agentMissing, .cancelled:
            409
        case .preconditionFailed: 412
        case .tooLarge: 413
        case .unsupportedMediaType: 415
        case .invalid, .idempotencyReuse: 422
        case .upgradeRequired: 426
        case .tooManyRequests: 429
        case .headersTooLarge: 431
        case .internalError, .stuck: 500
        case .hostRefused: 502
        case .hostUnreachable, .busy, .storeFailed: 503
        case .hostTimeout: 504
        case .noCapacity, .poolFull, .storeFull: 507
        }
    }

    /// A short sentence for people, the same for every occurrence of the code.
    public var title: String {
        switch self {
        case .badRequest: "The request cannot be read"
        case .jsonSyntax: "The body is not strict JSON"
        case .unauthenticated: "A valid token is needed"
        case .forbidden: "This token may not do that"
        case .notFound: "There is no such thing"
        case .methodNotAllowed: "The path does not know this method"
        case .conflict: "The request conflicts with the present state"
        case .invalidState: "The state does not allow this"
        case .nameTaken: "The name is in use"
        case .ambiguous: "The name means more than one thing"
        case .locked: "Another operation is changing this"
        case .notManaged: "Apus did not make this"
        case .agentMissing: "No guest agent answers"
        case .preconditionFailed: "The resource has changed"
        case .tooLarge: "The body is too large"
        case .unsupportedMediaType: "The media type is not supported"
        case .invalid: "The request has faults"
        case .idempotencyReuse: "The idempotency key belongs to another request"
        case .tooManyRequests: "Too many requests"
        case .upgradeRequired: "The path is a WebSocket"
        case .headersTooLarge: "The header is too large"
        case .cancelled: "The operation was cancelled"
        case .hostRefused: "The host said no"
        case .hostUnreachable: "The host cannot be reached"
        case .busy: "The server or host is busy"
        case .hostTimeout: "The host did not answer in time"
        case .noCapacity: "No host fits"
        case .poolFull: "The storage pool is full"
        case .storeFull: "The server's disk is full"
        case .storeFailed: "The server's disk failed"
        case .stuck: "The operation is stuck"
        case .internalError: "Something went wrong in Apus"
        }
    }
}
