import Dispatch
import Glibc
import Synchronization

/// What a person who looks on wants, by single keys that are not shown. The terminal is as it was after ``end()``.
final class PlayKeys {
    enum State { case playing, paused, ended }

    /// Seen from any thread.
    private final class Wish: Sendable {
        let state = Mutex(State.playing)

        func take(_ keys: some Sequence<UInt8>) {
            state.withLock { state in
                for key in keys where state != .ended {
                    switch key {
                    case 0x20: state = state == .paused ? .playing : .paused
                    // q, Ctrl-C, Ctrl-D
                    case 0x71, 0x03, 0x04: state = .ended
                    default: break
                    }
                }
            }
        }
    }

    private let before: termios
    private let wish = Wish()
    private let reading: any DispatchSourceRead
    private let signals: [any DispatchSourceSignal]

    init() throws {
        var mode = termios()
        guard tcgetattr(STDIN_FILENO, &mode) == 0 else { throw SettingsFault("The terminal cannot be read.") }
        before = mode
        mode.c_lflag &= ~tcflag_t(ICANON | ECHO | ISIG)
        tcsetattr(STDIN_FILENO, TCSANOW, &mode)
        reading = DispatchSource.makeReadSource(fileDescriptor: STDIN_FILENO, queue: .global())
        signals = [SIGTERM, SIGHUP, SIGINT].map { number in
            signal(number, SIG_IGN)
            return DispatchSource.makeSignalSource(signal: number, queue: .global())
        }
        reading.setEventHandler { [wish] in
            var keys = [UInt8](repeating: 0, count: 64)
            let count = read(STDIN_FILENO, &keys, keys.count)
            // Whoever typed is gone.
            wish.take(count > 0 ? keys.prefix(count) : [0x71])
        }
        reading.activate()
        for source in signals {
            source.setEventHandler { [wish] in wish.take([0x71]) }
            source.activate()
        }
    }

    var state: State { wish.state.withLock { $0 } }

    func end() {
        reading.cancel()
        signals.forEach { $0.cancel() }
        var mode = before
        tcsetattr(STDIN_FILENO, TCSANOW, &mode)
    }
}
