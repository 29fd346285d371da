import ApusModel
import AsyncHTTPClient
import Glibc
import NIOCore

/// Turns the HTTP library's errors into ours, so that callers need no knowledge of it.
enum TransportFailure {
    static func translate(_ error: any Error, _ address: ServerAddress) -> any Error {
        switch error {
        case is ClientError, is Problem, is CancellationError: error
        case is NIOTooManyBytesError:
            ClientError(.answerTooLarge, "The server's answer is larger than this client takes.")
        case let error as HTTPClientError: translate(error, address)
        case let error as IOError where mayHaveArrived(error): lost(address)
        case ChannelError.connectTimeout: unreachable(address, "no answer in time")
        case is ChannelError: lost(address)
        default: unreachable(address, reason(error))
        }
    }

    private static func translate(_ error: HTTPClientError, _ address: ServerAddress) -> any Error {
        switch error {
        case .cancelled: CancellationError()
        case .connectTimeout, .tlsHandshakeTimeout, .getConnectionFromPoolTimeout:
            unreachable(address, "no answer in time")
        case .readTimeout, .deadlineExceeded, .writeTimeout:
            ClientError(
                .timeout, "The server at \(address) did not answer in time.", hint: "see how it fares: apus doctor")
        case .remoteConnectionClosed, .uncleanShutdown: lost(address)
        default: ClientError(.unexpectedAnswer, "The exchange with \(address) failed: \(error.shortDescription).")
        }
    }

    /// Errors of a connection that stood; any other number (refused, no route) comes from making one.
    private static func mayHaveArrived(_ error: IOError) -> Bool {
        [ECONNRESET, EPIPE, ECONNABORTED, ENOTCONN].contains(error.errnoCode)
    }

    private static func lost(_ address: ServerAddress) -> ClientError {
        ClientError(.connectionLost, "The connection to \(address) ended before the answer did.")
    }

    /// The usual causes in words; a name with several addresses brings them wrapped in a longer text.
    private static func reason(_ error: any Error) -> String {
        if let error = error as? IOError { return String(cString: strerror(error.errnoCode)).lowercased() }
        let text = String(describing: error)
        let usual = ["Connection refused", "No route to host", "Network is unreachable", "Name or service not known"]
        return usual.first { text.contains($0) }?.lowercased() ?? text
    }

    private static func unreachable(_ address: ServerAddress, _ reason: String) -> ClientError {
        ClientError(
            .cannotConnect, "Cannot connect to \(address): \(reason).",
            hint: "is apusd running there? Set the address with --url, APUS_URL or: apus login URL")
    }
}
