import Foundation
import Synchronization

/// A program at work, in a process group of its own.
///
/// Foundation's `Process` hears of an end only when all that the program left behind has ended too, such as a daemon.
final class ChildProcess: Sendable {
    let number: pid_t
    private let status = Mutex<Int32?>(nil)

    /// - Parameter files: standard input, output and error.
    init(
        _ program: String, _ arguments: [String], environment: [String: String]? = nil,
        files: (input: Int32, output: Int32, complaint: Int32)
    ) throws {
        var actions = posix_spawn_file_actions_t()
        posix_spawn_file_actions_init(&actions)
        defer { posix_spawn_file_actions_destroy(&actions) }
        for (target, file) in [(0, files.input), (1, files.output), (2, files.complaint)] as [(Int32, Int32)] {
            posix_spawn_file_actions_adddup2(&actions, file, target)
        }
        var attributes = posix_spawnattr_t()
        posix_spawnattr_init(&attributes)
        defer { posix_spawnattr_destroy(&attributes) }
        posix_spawnattr_setflags(&attributes, Int16(POSIX_SPAWN_SETPGROUP))
        let variables = (environment ?? ProcessInfo.processInfo.environment).map { "\($0)=\($1)" }
        var number: pid_t = 0
        let error = Self.withCStrings([program] + arguments) { arguments in
            Self.withCStrings(variables) { posix_spawn(&number, program, &actions, &attributes, arguments, $0) }
        }
        guard error == 0 else { throw ToolFailure(description: "\(program) does not start: error \(error)") }
        self.number = number
    }

    /// The exit code, or the signal that ended it; nil while it runs.
    var end: Int32? {
        status.withLock { status in
            if let status { return status }
            var raw: Int32 = 0
            guard waitpid(number, &raw, WNOHANG) == number else { return nil }
            status = raw & 0x7F == 0 ? (raw >> 8) & 0xFF : raw & 0x7F
            return status
        }
    }

    func signal(_ signal: Int32) {
        // Not after its end: the number may be another's by then.
        if end == nil { kill(number, signal) }
    }

    private static func withCStrings<Value>(
        _ texts: [String], _ body: ([UnsafeMutablePointer<CChar>?]) -> Value
    ) -> Value {
        let copies = texts.map { strdup($0) }
        defer { copies.forEach { free($0) } }
        return body(copies + [nil])
    }
}
