import ApusModel

/// An error of a driver in words that mean the same for every kind of provider.
public struct DriverError: Error, Hashable, Sendable {
    public enum Code: String, Sendable {
        case unreachable, timedOut, notFound, exists, invalidState, busy, full, refused, unsupported, cancelled, failed
        case agentMissing
    }

    public var code: Code
    /// What the host said, without paths of the server or secrets.
    public var message: String

    public init(_ code: Code, _ message: String) {
        self.code = code
        self.message = message
    }

    /// The problem a client sees.
    public var problem: Problem {
        var problem = Problem(problemCode, message)
        if code == .unreachable || code == .busy { problem.retryAfter = 5 }
        return problem
    }

    private var problemCode: ProblemCode {
        switch code {
        case .unreachable: .hostUnreachable
        case .timedOut: .hostTimeout
        case .notFound: .notFound
        case .exists: .conflict
        case .invalidState: .invalidState
        case .busy: .busy
        case .full: .poolFull
        case .cancelled: .cancelled
        case .refused, .failed: .hostRefused
        case .unsupported: .invalid
        case .agentMissing: .agentMissing
        }
    }
}
