import ApusModel

extension SSHRefusal {
    /// What happened, in words that a reason of 123 bytes has room for.
    var words: String {
        switch self {
        case .hostKeyChanged: "host key changed"
        case .connectionRefused: "connection refused"
        case .noRoute: "no route to the guest"
        case .timedOut: "timed out"
        case .permissionDenied: "permission denied"
        case .jumpFailed(let words): "the host lets nobody through: \(words.prefix(80))"
        case .failed(let words): "ssh failed: \(words.prefix(100))"
        }
    }

    /// The error with what to do about it.
    public func error(at destination: SSHDestination) -> DriverError {
        let place = destination.address.host
        switch self {
        case .hostKeyChanged:
            return DriverError(
                .refused,
                "host key changed: it is not the one pinned at first sight. If the guest was made anew, an administrator "
                    + "accepts the new key: apus vm ssh-access VM --forget-host-key.")
        case .connectionRefused:
            return DriverError(.refused, "connection refused by \(place): no ssh server listens there (yet).")
        case .noRoute: return DriverError(.refused, "no route to \(place) from the server.")
        case .timedOut: return DriverError(.timedOut, "timed out: \(place) did not answer ssh.")
        case .permissionDenied:
            return DriverError(
                .refused,
                "permission denied: \(place) does not let \(destination.user) in. Add the key of GET /api/v1/ssh-key "
                    + "to the guest, or set user and key: apus vm ssh-access VM.")
        case .jumpFailed, .failed: return DriverError(.refused, words)
        }
    }
}
