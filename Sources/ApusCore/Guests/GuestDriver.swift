import ApusModel
import FoundationEssentials

/// What a machine's guest agent can be asked for. Each throws ``DriverError``, `agentMissing` where no agent answers, and
/// waits for a guest for some seconds only.
public protocol GuestDriver: Sendable {
    /// What the guest says; what it does not tell is nil. Never longer than a person reads.
    func information(of id: UUID) async throws -> GuestInformation
    func setPassword(_ password: String, of user: String, in id: UUID) async throws
    func authorizedKeys(of user: String, in id: UUID) async throws -> [String]
    /// Adds keys, or lets the user have only these.
    func authorize(_ keys: [String], of user: String, in id: UUID, replacing: Bool) async throws
    /// Sets the guest's clock; nil takes the time of the machine's own clock.
    func setTime(_ time: Date?, in id: UUID) async throws
    /// Flushes and freezes all file systems. Frozen ones stay frozen.
    func freeze(_ id: UUID) async throws
    /// Lets writes go on; also where nothing is frozen. An absent or stopped machine is left as it is.
    func thaw(_ id: UUID) async throws
    /// Whether file systems are frozen; false for a machine that is gone or does not run.
    func isFrozen(_ id: UUID) async throws -> Bool
    /// Starts a program and gives its number in the guest.
    func start(_ command: GuestCommand, in id: UUID) async throws -> Int64
    /// How a program ended; nil while it runs. An end is told once.
    func end(of process: Int64, in id: UUID) async throws -> GuestCommandResult?
}
