import Glibc
import Synchronization

/// The person's terminal in raw mode: what is typed goes out as it is, Ctrl-C too. Its settings are put back on any exit, also
/// by a signal; nothing but SIGKILL can keep them.
struct RawTerminal {
    /// What to put back, for a signal's handler, which may do little more than this. Written once before handlers are set.
    nonisolated(unsafe) private static let saved = UnsafeMutablePointer<termios>.allocate(capacity: 1)
    private static let isRaw = Atomic<Bool>(false)
    private static let signals = [
        SIGHUP, SIGINT, SIGQUIT, SIGTERM, SIGABRT, SIGSEGV, SIGBUS, SIGILL, SIGTRAP, SIGFPE,
    ]

    private init() {}

    /// Does nothing where standard input is no terminal.
    static func begin() throws -> RawTerminal {
        guard isatty(STDIN_FILENO) == 1, tcgetattr(STDIN_FILENO, saved) == 0 else { return RawTerminal() }
        atexit { RawTerminal.restore() }
        for number in signals { signal(number, { RawTerminal.leave($0) }) }
        var settings = saved.pointee
        cfmakeraw(&settings)
        isRaw.store(true, ordering: .sequentiallyConsistent)
        guard tcsetattr(STDIN_FILENO, TCSANOW, &settings) == 0 else {
            throw SettingsFault("The terminal cannot be used: \(String(cString: strerror(errno))).")
        }
        return RawTerminal()
    }

    /// Puts the settings back.
    func end() {
        Self.restore()
        for number in Self.signals { signal(number, SIG_DFL) }
    }

    private static func restore() {
        guard isRaw.exchange(false, ordering: .sequentiallyConsistent) else { return }
        tcsetattr(STDIN_FILENO, TCSANOW, saved)
    }

    /// Ends as the signal would have ended it.
    private static func leave(_ number: Int32) {
        restore()
        signal(number, SIG_DFL)
        raise(number)
    }

    /// Characters across and down; 80 and 24 where nobody knows.
    static var size: (columns: Int, rows: Int) {
        var size = winsize()
        for descriptor in [STDOUT_FILENO, STDIN_FILENO] {
            guard ioctl(descriptor, UInt(TIOCGWINSZ), &size) == 0, size.ws_col > 0, size.ws_row > 0 else { continue }
            return (Int(size.ws_col), Int(size.ws_row))
        }
        return (80, 24)
    }
}
