import CTerminal
import Glibc

/// A pair of a master, which is ours, and a slave that a child opens (pty(7)).
enum PseudoTerminal {
    /// - Returns: the master, and the path of the slave.
    static func open(columns: Int, rows: Int) throws(TerminalError) -> (master: Int32, slave: String) {
        let master = posix_openpt(O_RDWR | O_NOCTTY | O_CLOEXEC)
        guard master >= 0 else { throw fault("no pseudo terminal could be made") }
        var path = [CChar](repeating: 0, count: 64)
        guard grantpt(master) == 0, unlockpt(master) == 0, ptsname_r(master, &path, path.count) == 0 else {
            let fault = fault("no pseudo terminal could be made")
            close(master)
            throw fault
        }
        resize(master, columns: columns, rows: rows)
        return (master, String(decoding: path.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self))
    }

    /// Its foreground processes get SIGWINCH.
    static func resize(_ master: Int32, columns: Int, rows: Int) {
        var size = winsize()
        size.ws_col = UInt16(clamping: columns)
        size.ws_row = UInt16(clamping: rows)
        _ = ioctl(master, UInt(TIOCSWINSZ), &size)
    }

    static func fault(_ words: String, _ code: Int32 = errno) -> TerminalError {
        TerminalError("\(words): \(String(cString: strerror(code)))")
    }
}
