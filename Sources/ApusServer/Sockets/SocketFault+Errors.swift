import ApusCore
import ApusModel
import WebSockets

extension SocketFault {
    /// Any error as a close code and a reason for people.
    init(_ error: any Error) {
        switch error {
        case let fault as SocketFault: self = fault
        case let error as DriverError: self.init(Self.code(error.code), error.message)
        case let problem as Problem: self.init(Self.code(problem.status), problem.detail)
        default: self.init(.internalError, "something went wrong in Apus")
        }
    }

    private static func code(_ code: DriverError.Code) -> CloseCode {
        switch code {
        case .notFound: .gone
        case .busy: .taken
        case .timedOut, .unreachable: .late
        case .cancelled: .internalError
        case .exists, .invalidState, .full, .refused, .unsupported, .failed, .agentMissing: .refused
        }
    }

    private static func code(_ status: Int) -> CloseCode {
        switch status {
        case 401: .signedOut
        case 403: .forbidden
        case 404: .gone
        case 429: .tooMany
        case 503, 504: .late
        case 500: .internalError
        case 507: .unrecorded
        default: .refused
        }
    }
}
