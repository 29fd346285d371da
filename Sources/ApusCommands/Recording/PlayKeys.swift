import Dispatch
import Glibc
import Synchronization

/// What a person who looks on wants, by single keys that are not shown. The terminal is as it was after ``end()``.
final class PlayKeys {
    /// What was wanted until now.
    struct Wish: Hashable, Sendable {
        enum State { case playing, paused, ended }

        var state = State.playing
        /// Times as fast as was asked for on the command line.
        var speed = 1.0
        /// How often what comes next was wanted at once.
        var skips = 0

        mutating func take(_ keys: some Sequence<UInt8>) {
            for key in keys where state != .ended {
                switch key {
                case UInt8(ascii: " "): state = state == .paused ? .playing : .paused
                case UInt8(ascii: "+"), UInt8(ascii: "="): speed = min(speed * 2, 64)
                case UInt8(ascii: "-"): speed = max(speed / 2, 1 / 64)
                case UInt8(ascii: "."): skips += 1
                // q, Ctrl-C, Ctrl-D
                case UInt8(ascii: "q"), 0x03, 0x04: state = .ended
                default: break
                }
            }
        }
    }

    /// Seen from any thread.
    private final class Wishes: Sendable {
        private let state = Mutex<(wish: Wish, sleeper: Task<Void, Never>?)>((Wish(), nil))

        var wish: Wish { state.withLock { $0.wish } }

        func take(_ keys: some Sequence<UInt8>) {
            state.withLock { state in
                state.wish.take(keys)
                state.sleeper?.cancel()
            }
        }

        func wait(for time: Duration, since known: Wish) async {
            let task = state.withLock { state -> Task<Void, Never>? in
                guard state.wish == known else { return nil }
                let task = Task { _ = try? await Task.sleep(for: time) }
                state.sleeper = task
                return task
            }
            await task?.value
        }
    }

    private let wishes = Wishes()
    private let mode: TerminalMode
    private let reading: any DispatchSourceRead
    private let signals: [any DispatchSourceSignal]

    init() throws {
        mode = try TerminalMode { $0.c_lflag &= ~tcflag_t(ICANON | ECHO | ISIG) }
        reading = DispatchSource.makeReadSource(fileDescriptor: STDIN_FILENO, queue: .global())
        signals = [SIGTERM, SIGHUP, SIGINT].map { number in
            signal(number, SIG_IGN)
            return DispatchSource.makeSignalSource(signal: number, queue: .global())
        }
        reading.setEventHandler { [wishes] in
            var keys = [UInt8](repeating: 0, count: 64)
            let count = read(STDIN_FILENO, &keys, keys.count)
            // Whoever typed is gone.
            wishes.take(count > 0 ? keys.prefix(count) : [UInt8(ascii: "q")])
        }
        reading.activate()
        for source in signals {
            source.setEventHandler { [wishes] in wishes.take([UInt8(ascii: "q")]) }
            source.activate()
        }
    }

    var wish: Wish { wishes.wish }

    /// Waits for a while; not longer than until something else is wanted than `known`.
    func wait(for time: Duration, since known: Wish) async { await wishes.wait(for: time, since: known) }

    func end() {
        reading.cancel()
        signals.forEach { $0.cancel() }
        mode.restore()
    }
}

/// The settings of the person's terminal, changed until they are put back.
private struct TerminalMode {
    private let before: termios

    init(_ change: (inout termios) -> Void) throws {
        var mode = termios()
        guard tcgetattr(STDIN_FILENO, &mode) == 0 else { throw SettingsFault("The terminal cannot be read.") }
        before = mode
        change(&mode)
        tcsetattr(STDIN_FILENO, TCSANOW, &mode)
    }

    func restore() {
        var mode = before
        tcsetattr(STDIN_FILENO, TCSANOW, &mode)
    }
}
