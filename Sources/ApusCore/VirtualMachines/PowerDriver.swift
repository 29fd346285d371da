import ApusModel
import FoundationEssentials

/// The power of a machine beyond on and off. Each throws ``DriverError``; each may be called again after a crash, and leaves
/// a machine that is as wanted already as it is.
public protocol PowerDriver: Sendable {
    /// Starts a machine that is off or saved: paused, or afresh in place of its saved state. A running one is left as it is.
    func start(_ id: UUID, paused: Bool, discardingSaved: Bool) async throws
    /// Stops the processors; memory and devices stay.
    func suspend(_ id: UUID) async throws
    /// Lets the processors run again; wakes a guest that suspended itself.
    func resume(_ id: UUID) async throws
    /// Resets it as its button would. The guest is not asked.
    func reset(_ id: UUID) async throws
    /// Asks the guest to reboot (agent or ACPI) and waits for it.
    /// - Returns: whether it has begun anew within the limit.
    func reboot(_ id: UUID, within limit: Duration) async throws -> Bool
    /// Writes the memory to the host's disk and stops the machine. One that is off or saved is left as it is.
    func save(_ id: UUID) async throws
    /// Forgets the saved memory; the next start boots.
    func discardSaved(_ id: UUID) async throws
}

extension WorkflowContext {
    /// The power verbs of a host.
    /// - Throws: ``DriverError`` `unsupported` where its driver has none.
    func power(_ host: UUID) async throws -> any PowerDriver {
        guard let power = try await drivers(host).power else {
            throw DriverError(.unsupported, "The host's driver has no such power verb.")
        }
        return power
    }
}
