import Dispatch
import Glibc

/// The whole terminal, taken for a while: what stood on it before is there again on any exit, also by a signal.
///
/// xterm's alternate screen (DECSET 1049) and no cursor (DECTCEM); every terminal of the last decades knows both.
struct Screen {
    private static let enter = "\u{1B}[?1049h\u{1B}[?25l"
    private static let leave = "\u{1B}[?25h\u{1B}[?1049l"

    private let surroundings: Surroundings
    private let sources: [any DispatchSourceSignal]

    init(_ surroundings: Surroundings) throws {
        self.surroundings = surroundings
        sources = [SIGINT, SIGTERM, SIGHUP, SIGTSTP].map { number in
            signal(number, SIG_IGN)
            let source = DispatchSource.makeSignalSource(signal: number, queue: .global())
            source.setEventHandler { Self.signalled(number, surroundings) }
            source.activate()
            return source
        }
        try surroundings.write(.output, Self.enter)
    }

    /// Ends with the shell's code for the signal; Ctrl-Z lends the terminal to the shell.
    private static func signalled(_ number: Int32, _ surroundings: Surroundings) {
        try? surroundings.write(.output, leave)
        guard number == SIGTSTP else { exit(128 + number) }
        kill(getpid(), SIGSTOP)
        try? surroundings.write(.output, enter)
    }

    /// Shows lines from the top, none longer than the terminal is wide and none below its end.
    func show(_ lines: [String]) throws {
        let (rows, columns) = Self.size(surroundings)
        let cut = lines.prefix(rows).map { DisplayWidth.prefix($0, columns) + "\u{1B}[K" }
        // Home, then each line to its end, then what is below: no flicker.
        try surroundings.write(.output, "\u{1B}[H" + cut.joined(separator: "\r\n") + "\u{1B}[J")
    }

    func end() {
        sources.forEach { $0.cancel() }
        for number in [SIGINT, SIGTERM, SIGHUP, SIGTSTP] { signal(number, SIG_DFL) }
        try? surroundings.write(.output, Self.leave)
    }

    /// As large as it is now: people pull windows about.
    private static func size(_ surroundings: Surroundings) -> (rows: Int, columns: Int) {
        var size = winsize()
        guard ioctl(STDOUT_FILENO, UInt(TIOCGWINSZ), &size) == 0, size.ws_col > 0, size.ws_row > 0 else {
            return (24, surroundings.width)
        }
        return (Int(size.ws_row), Int(size.ws_col))
    }
}
