/// Takes down what passes a terminal. Called on an event loop, in order, and never waits: what cannot be kept up is an error.
public protocol TerminalRecorder: AnyObject, Sendable {
    /// The recording's id, for who looks on.
    var id: String { get }
    /// Whether what is typed is kept.
    var keepsInput: Bool { get }
    /// Whether so much waits to be written that the terminal should not be read for now.
    var isBusy: Bool { get }
    /// Calls back once when it is not busy any more, from any thread; at once where it is not busy.
    func whenReady(_ go: @escaping @Sendable () -> Void)
    /// - Throws: when the recording cannot be written any more, and must be.
    func output(_ bytes: [UInt8]) throws
    func input(_ bytes: [UInt8]) throws
    func resized(to size: TerminalSize) throws
    /// Writes what is left, and closes. Called once.
    func end() async
}

extension TerminalRecorder {
    public var isBusy: Bool { false }
    public func whenReady(_ go: @escaping @Sendable () -> Void) { go() }
}
