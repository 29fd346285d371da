import FoundationEssentials

/// Body of `POST /api/v1/vms/{ref}/start`.
public struct StartVirtualMachine: Codable, Hashable, Sendable {
    /// Whether its processors wait for a resume; false when absent.
    public var paused: Bool?
    /// Whether a saved machine boots afresh; its saved memory is lost then. False when absent: a saved machine is restored.
    public var discardSaved: Bool?

    public init(paused: Bool? = nil, discardSaved: Bool? = nil) {
        self.paused = paused
        self.discardSaved = discardSaved
    }
}

/// Body of `POST /api/v1/vms/{ref}/reboot`.
public struct RebootVirtualMachine: Codable, Hashable, Sendable {
    /// Seconds the guest gets to reboot by itself; 60 when absent.
    public var graceSeconds: Int?
    /// Whether it is reset when its time is over; else the operation fails.
    public var force: Bool?

    public init(graceSeconds: Int? = nil, force: Bool? = nil) {
        self.graceSeconds = graceSeconds
        self.force = force
    }
}
