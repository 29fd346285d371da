/// Bytes both ways with something that lives: a display, a serial line, a shell.
///
/// Whoever takes one owns the descriptor and closes it, and calls ``end`` once when it is done with it, however that came.
public struct LiveStream: Sendable {
    /// A socket, or the master of a pseudo terminal: readable and writable, may be made non-blocking.
    public var descriptor: Int32
    /// Standard error, where that is a stream of its own: readable; its taker closes it, too. The descriptor is a socket then,
    /// whose side of writing may be shut.
    public var errors: Int32?
    /// Tells the other side its size; nil where there is no such thing (a display, a serial line).
    public var resize: (@Sendable (TerminalSize) -> Void)?
    /// Frees what stands behind: the child process, the host's stream. Returns its exit status where it has one; limited in time.
    public var end: @Sendable () async -> Int32?
    /// Why it ended, asked after ``end``; nil where it just came to its end. `busy` says that another took it over.
    public var fault: (@Sendable () -> DriverError?)?
    /// Of a display: whether RFB's handshake is over up to its security, so that the viewer's ClientInit comes next.
    public var isLoggedIn = false

    public init(
        descriptor: Int32, resize: (@Sendable (TerminalSize) -> Void)? = nil,
        end: @escaping @Sendable () async -> Int32? = { nil }
    ) {
        self.descriptor = descriptor
        self.resize = resize
        self.end = end
    }
}

/// Characters across and down, each 1 to 1000.
public struct TerminalSize: Hashable, Sendable {
    public let columns: Int
    public let rows: Int

    /// The nearest size there may be.
    public init(columns: Int, rows: Int) {
        self.columns = min(max(columns, 1), 1000)
        self.rows = min(max(rows, 1), 1000)
    }

    public static let usual = TerminalSize(columns: 80, rows: 24)
}
