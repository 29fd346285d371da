import Dispatch
import FoundationEssentials
import Glibc

extension Surroundings {
    /// The process's own environment, files and terminal.
    static var process: Surroundings {
        Surroundings(
            variables: ProcessInfo.processInfo.environment, home: homeDirectory,
            isInputTerminal: isatty(STDIN_FILENO) == 1, isOutputTerminal: isatty(STDOUT_FILENO) == 1,
            isErrorTerminal: isatty(STDERR_FILENO) == 1, width: terminalWidth, now: { Date() },
            write: { stream, text in try writeAll(text, to: stream == .output ? STDOUT_FILENO : STDERR_FILENO) },
            readLine: { await offPool { Swift.readLine(strippingNewline: true) } },
            readInput: { limit in await offPool { readAll(STDIN_FILENO, limit: limit) } },
            edit: { program, path in await offPool { Editor.run(program, path) } })
    }

    private static var homeDirectory: String {
        let home = ProcessInfo.processInfo.environment["HOME"] ?? ""
        return home.hasPrefix("/") ? home : accountHome
    }

    private static var accountHome: String { FileManager.default.homeDirectoryForCurrentUser.path }

    private static var terminalWidth: Int {
        var size = winsize()
        guard ioctl(STDERR_FILENO, UInt(TIOCGWINSZ), &size) == 0, size.ws_col > 0 else { return 80 }
        return Int(size.ws_col)
    }

    /// Reading a terminal blocks for as long as a person thinks, so it has a thread of its own.
    private static func offPool<Value: Sendable>(_ work: @escaping @Sendable () -> Value) async -> Value {
        await withCheckedContinuation { continuation in
            DispatchQueue(label: "apus.input").async { continuation.resume(returning: work()) }
        }
    }

    private static func writeAll(_ text: String, to descriptor: CInt) throws {
        var rest = Array(text.utf8)[...]
        while !rest.isEmpty {
            let count = rest.withUnsafeBytes { Glibc.write(descriptor, $0.baseAddress, $0.count) }
            if count > 0 {
                rest = rest.dropFirst(count)
            } else if errno == EPIPE {
                throw BrokenPipe()
            } else if errno != EINTR && errno != EAGAIN {
                throw SettingsFault("The output cannot be written: \(String(cString: strerror(errno))).")
            }
        }
    }

    private static func readAll(_ descriptor: CInt, limit: Int) -> Data? {
        var data = Data()
        var chunk = [UInt8](repeating: 0, count: 65_536)
        while true {
            let count = chunk.withUnsafeMutableBytes { Glibc.read(descriptor, $0.baseAddress, $0.count) }
            if count == 0 { return data }
            if count < 0 && errno == EINTR { continue }
            guard count > 0 else { return nil }
            data += chunk.prefix(count)
            guard data.count <= limit else { return nil }
        }
    }
}
