import FoundationEssentials

/// What can be seen and typed at a machine from outside of it.
public protocol ConsoleDriver: Sendable {
    /// A new viewer of the machine's display: RFB bytes, from the server's banner on, with no password to give.
    /// - Throws: ``DriverError`` `invalidState` when it is off, `unsupported` when it has no such display.
    func openDisplay(of vm: UUID) async throws -> LiveStream

    /// The serial console. Only one can hold it.
    /// - Parameter force: takes it from who holds it.
    /// - Throws: ``DriverError`` `busy` when it is held, `invalidState` when the machine is off.
    func openConsole(of vm: UUID, force: Bool) async throws -> LiveStream

    /// What the display shows now, as PNG.
    func screenshot(of vm: UUID) async throws -> [UInt8]
}
