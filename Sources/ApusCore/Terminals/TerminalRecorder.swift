/// Takes down what passes a terminal. Called on an event loop, in order, and never waits: what cannot be kept up is an error.
public protocol TerminalRecorder: AnyObject, Sendable {
    /// The recording's id, for who looks on.
    var id: String { get }
    /// Whether what is typed is kept.
    var keepsInput: Bool { get }
    /// - Throws: when the recording cannot be written any more.
    func output(_ bytes: [UInt8]) throws
    func input(_ bytes: [UInt8]) throws
    func resized(to size: TerminalSize) throws
    /// Writes what is left, and closes. Called once.
    func end() async
}
