import FoundationEssentials
import Glibc
import NIOPosix
import Synchronization

/// A program run to its end, in a process group of its own: killed when its time is over or nobody waits for it any more.
/// It gets no input, and only what it complains of is kept.
final class ChildProgram: Sendable {
    struct Ending: Sendable {
        /// The exit code, or the number of the signal that ended it, negative.
        var status: Int32
        /// What it wrote to standard error, of which the first part is kept.
        var complaint: String
    }

    enum Failure: Error, Equatable {
        /// No such program is in the search path.
        case missing
        case cannotStart(Int32)
        case tookTooLong
    }

    private enum State {
        case waiting, cancelled, ended
        case running(pid_t)
    }

    private let state = Mutex(State.waiting)
    private static let complaintLimit = 16_384

    /// - Parameter threads: where its end is waited for.
    /// - Throws: ``Failure``, or `CancellationError`.
    static func run(
        _ program: String, _ arguments: [String], within limit: Duration, on threads: NIOThreadPool
    ) async throws -> Ending {
        let child = ChildProgram()
        return try await withTaskCancellationHandler {
            try await threads.runIfActive {
                try child.work([program] + arguments, until: ContinuousClock.now.advanced(by: limit))
            }
        } onCancel: {
            child.cancel()
        }
    }

    private func cancel() {
        state.withLock { state in
            if case .running(let number) = state { kill(-number, SIGKILL) }
            if case .ended = state { return }
            state = .cancelled
        }
    }

    private func work(_ words: [String], until end: ContinuousClock.Instant) throws -> Ending {
        var pipes: [Int32] = [-1, -1]
        guard pipe(&pipes) == 0 else { throw Failure.cannotStart(errno) }
        for end in pipes { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }
        defer { close(pipes[0]) }
        let number = try begin(words, complaints: pipes[1])
        let (complaint, isLate) = Self.read(pipes[0], until: end)
        if isLate { kill(-number, SIGKILL) }
        let status = reap(number)
        if isLate { throw Failure.tookTooLong }
        guard let status else { throw CancellationError() }
        return Ending(status: status, complaint: complaint)
    }

    /// Starts it, unless it was given up before.
    private func begin(_ words: [String], complaints: Int32) throws -> pid_t {
        defer { close(complaints) }
        return try state.withLock { state in
            if case .cancelled = state { throw CancellationError() }
            let number = try Self.spawn(words, complaints)
            state = .running(number)
            return number
        }
    }

    /// What it complains of until it ends, and whether that was too late.
    private static func read(_ file: Int32, until end: ContinuousClock.Instant) -> (String, Bool) {
        var complaint: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: 4096)
        while ContinuousClock.now < end {
            var watched = pollfd(fd: file, events: Int16(POLLIN), revents: 0)
            guard poll(&watched, 1, 200) > 0 else { continue }
            let count = Glibc.read(file, &buffer, buffer.count)
            guard count > 0 else { return (String(decoding: complaint, as: UTF8.self), false) }
            if complaint.count < complaintLimit { complaint += buffer.prefix(count) }
        }
        return ("", true)
    }

    /// Its end; nil where it was given up. After this its number may be another's.
    private func reap(_ number: pid_t) -> Int32? {
        var raw: Int32 = 0
        while true {
            let result = state.withLock { state -> Int32?? in
                guard waitpid(number, &raw, WNOHANG) != 0 else { return nil }
                defer { state = .ended }
                if case .cancelled = state { return .some(nil) }
                return raw & 0x7F == 0 ? (raw >> 8) & 0xFF : -(raw & 0x7F)
            }
            if let result { return result }
            usleep(2000)
        }
    }
}

extension ChildProgram {
    private static func spawn(_ words: [String], _ complaints: Int32) throws -> pid_t {
        var actions = posix_spawn_file_actions_t()
        posix_spawn_file_actions_init(&actions)
        defer { posix_spawn_file_actions_destroy(&actions) }
        posix_spawn_file_actions_addopen(&actions, 0, "/dev/null", O_RDONLY, 0)
        posix_spawn_file_actions_addopen(&actions, 1, "/dev/null", O_WRONLY, 0)
        posix_spawn_file_actions_adddup2(&actions, complaints, 2)
        var attributes = posix_spawnattr_t()
        posix_spawnattr_init(&attributes)
        defer { posix_spawnattr_destroy(&attributes) }
        posix_spawnattr_setflags(&attributes, Int16(POSIX_SPAWN_SETPGROUP))
        var number: pid_t = 0
        let path = ProcessInfo.processInfo.environment["PATH"] ?? "/usr/local/bin:/usr/bin:/bin"
        let error = withCStrings(words) { arguments in
            withCStrings(["PATH=\(path)", "LC_ALL=C"]) { variables in
                posix_spawnp(&number, words.first ?? "", &actions, &attributes, arguments, variables)
            }
        }
        if error == ENOENT { throw Failure.missing }
        guard error == 0 else { throw Failure.cannotStart(error) }
        return number
    }

    private static func withCStrings<Value>(
        _ texts: [String], _ body: ([UnsafeMutablePointer<CChar>?]) -> Value
    ) -> Value {
        let copies = texts.map { strdup($0) }
        defer { copies.forEach { free($0) } }
        return body(copies + [nil])
    }
}
