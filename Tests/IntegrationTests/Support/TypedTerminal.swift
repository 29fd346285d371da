import Foundation
import Synchronization
import Terminal

/// `apus` on a pseudo terminal, with somebody who reads and types.
///
/// A shell stands between: it says the number of the program, its exit status, and then waits, so that the terminal is there to be
/// looked at.
final class TypedTerminal: Sendable {
    private let terminal: ChildTerminal
    private let shown = Mutex<[UInt8]>([])
    private static let script = """
        sh -c 'echo "number $$."; exec "$@"' sh "$@"; echo "status $?."; exec sleep 600
        """

    private init(_ arguments: [String], _ environment: [String: String]) throws {
        let program = TerminalProgram(
            command: ["/bin/sh", "-c", Self.script, "sh", Places.apus] + arguments, environment: environment)
        terminal = try ChildTerminal(program, columns: 90, rows: 30)
    }

    /// Lends a terminal, and ends all that runs on it.
    static func with<Value: Sendable>(
        _ site: Site, _ arguments: [String], _ body: (TypedTerminal) async throws -> Value
    ) async throws -> Value {
        let environment = [
            "APUS_URL": await site.server.url(""), "APUS_TOKEN_FILE": site.server.token, "HOME": site.server.folder,
        ]
        let typed = try TypedTerminal(arguments, environment)
        let reading = Thread { typed.read() }
        reading.start()
        do {
            let value = try await body(typed)
            _ = await typed.terminal.end(within: .zero)
            return value
        } catch {
            _ = await typed.terminal.end(within: .zero)
            throw ToolFailure(description: "\(error); shown: \(typed.text)")
        }
    }

    private func read() {
        var piece = [UInt8](repeating: 0, count: 4096)
        while true {
            let count = Glibc.read(terminal.descriptor, &piece, piece.count)
            guard count > 0 else { break }
            shown.withLock { $0 += piece.prefix(count) }
        }
        terminal.closeMaster()
    }

    var text: String { String(decoding: shown.withLock { $0 }, as: UTF8.self) }

    func type(_ text: String) {
        let bytes = Array(text.utf8)
        _ = write(terminal.descriptor, bytes, bytes.count)
    }

    func resize(columns: Int, rows: Int) { terminal.resize(columns: columns, rows: rows) }

    /// Waits until this is shown.
    func see(_ text: String, within limit: Duration = .seconds(60)) async throws {
        try await eventually("\"\(text)\" is shown", within: limit) { self.text.contains(text) }
    }

    /// Types a line until its answer is shown: who boots, or connects, does not hear yet.
    func ask(_ line: String, until answer: String, within limit: Duration = .seconds(90)) async throws {
        try await eventually("\"\(answer)\" is shown", within: limit, every: .milliseconds(500)) {
            if self.text.contains(answer) { return true }
            self.type(line)
            return nil
        }
    }

    /// The exit status of the program, once it has ended.
    func status(within limit: Duration = .seconds(30)) async throws -> Int? {
        try await see("status ", within: limit)
        try await see(".", within: limit)
        return text.components(separatedBy: "status ").last.flatMap { Int($0.prefix { $0.isNumber }) }
    }

    /// The process number of the program itself.
    func number() async throws -> pid_t {
        try await eventually("its number is shown", within: .seconds(20)) {
            self.text.firstMatch(of: /number ([0-9]+)\./).flatMap { pid_t($0.1) }
        }
    }

    /// The modes in force, such as echo and lines (termios(3)).
    var modes: Modes {
        var mode = termios()
        _ = tcgetattr(terminal.descriptor, &mode)
        return Modes(input: mode.c_iflag, output: mode.c_oflag, control: mode.c_cflag, local: mode.c_lflag)
    }

    struct Modes: Hashable, Sendable {
        var input, output, control, local: tcflag_t

        /// No echo, no lines, and Ctrl-C is a key like others.
        var isRaw: Bool { local & tcflag_t(ECHO | ICANON | ISIG) == 0 }
    }
}
