/// How a host connection stands.
public enum ConnectionStatus: Hashable, Sendable {
    /// Not asked for yet.
    case idle
    case connecting
    /// - Parameter receivesEvents: false where the driver has none; then only listing tells of changes.
    case connected(since: ContinuousClock.Instant, receivesEvents: Bool)
    /// The next attempt begins at `retryAt`; until it succeeds calls fail at once.
    case disconnected(LibvirtError, retryAt: ContinuousClock.Instant)
    /// Shut down; it never connects again.
    case stopped

    /// Whether calls can run.
    public var isConnected: Bool {
        if case .connected = self { true } else { false }
    }
}
