import FoundationEssentials
import Synchronization

/// A transfer's progress in one line: on a terminal a bar that moves, elsewhere nothing.
final class TransferBar: Sendable {
    private let terminal: Terminal
    private let words: String
    private let shown = Mutex(ContinuousClock.now - .seconds(1))

    init(_ terminal: Terminal, _ words: String) {
        self.terminal = terminal
        self.words = words
    }

    /// At most ten times a second.
    @Sendable func show(_ done: Int64, _ total: Int64?) {
        guard terminal.isErrorInteractive else { return }
        let isDue = shown.withLock { last in
            guard ContinuousClock.now - last > .milliseconds(100) || done == total else { return false }
            last = .now
            return true
        }
        // A bar that cannot be drawn is no reason to end a transfer.
        if isDue { try? terminal.surroundings.write(.error, "\r\u{1B}[K" + line(done, total)) }
    }

    func clear() {
        if terminal.isErrorInteractive { try? terminal.surroundings.write(.error, "\r\u{1B}[K") }
    }

    private func line(_ done: Int64, _ total: Int64?) -> String {
        let head = VisibleText.of(words) + " " + ByteSize.human(done)
        guard let total, total > 0 else { return DisplayWidth.prefix(head, max(0, terminal.surroundings.width - 1)) }
        let part = max(0, min(1, Double(done) / Double(total)))
        let cells = Int(exactly: (part * 30).rounded(.down)) ?? 0
        let bar = String(repeating: "#", count: cells) + String(repeating: "-", count: max(0, 30 - cells))
        let percent = Int(exactly: (part * 100).rounded(.down)) ?? 0
        let text = "\(head) of \(ByteSize.human(total)) [\(bar)] \(percent)%"
        return DisplayWidth.prefix(text, max(0, terminal.surroundings.width - 1))
    }
}
