import FoundationEssentials

/// Presses keys at a machine's keyboard.
public protocol KeyboardDriver: Sendable {
    /// Each chord's keys are pressed together and let go before the next.
    /// - Parameter chords: keys as Linux numbers them (`linux/input-event-codes.h`), at most 16 together.
    /// - Throws: ``DriverError`` `invalidState` when the machine is off.
    func press(_ chords: [[UInt32]], on vm: UUID) async throws
}
