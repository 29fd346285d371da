import FoundationEssentials
import Glibc

/// A started process with a group of its own.
final class Child {
    private let pid: pid_t
    private var ended: Int32?

    init(_ command: [String], _ pipes: Pipes, environment: [String] = []) throws(ChildProgramError) {
        guard let program = command.first, program.hasPrefix("/") else {
            throw .notStarted("its path must be absolute")
        }
        var actions = posix_spawn_file_actions_t()
        posix_spawn_file_actions_init(&actions)
        defer { posix_spawn_file_actions_destroy(&actions) }
        // What the server holds open (sockets, the store) is not the child's. A number that is free by then is passed over.
        // Nearly all of it closes by itself; glibc's call that closes the rest at once is not in Swift's module of glibc.
        let ends = Set(pipes.theirs.values)
        for name in (try? FileManager.default.contentsOfDirectory(atPath: "/proc/self/fd")) ?? [] {
            if let open = Int32(name), open > 2, !ends.contains(open) {
                posix_spawn_file_actions_addclose(&actions, open)
            }
        }
        for (number, end) in pipes.theirs { posix_spawn_file_actions_adddup2(&actions, end, number) }
        var attributes = posix_spawnattr_t()
        posix_spawnattr_init(&attributes)
        defer { posix_spawnattr_destroy(&attributes) }
        // The server ignores SIGPIPE; the child must not inherit that.
        var standard = sigset_t()
        sigemptyset(&standard)
        sigaddset(&standard, SIGPIPE)
        posix_spawnattr_setsigdefault(&attributes, &standard)
        posix_spawnattr_setflags(&attributes, Int16(POSIX_SPAWN_SETPGROUP | POSIX_SPAWN_SETSIGDEF))
        posix_spawnattr_setpgroup(&attributes, 0)
        pid = try Self.spawn(program, command, environment, &actions, &attributes)
        pipes.closeTheirs()
    }

    private static func spawn(
        _ program: String, _ command: [String], _ more: [String], _ actions: inout posix_spawn_file_actions_t,
        _ attributes: inout posix_spawnattr_t
    ) throws(ChildProgramError) -> pid_t {
        // Tokens and keys may stand in the server's environment.
        let environment = ["PATH=/usr/local/bin:/usr/bin:/bin", "LANG=C.UTF-8"] + more
        var arguments: [UnsafeMutablePointer<CChar>?] = command.map { strdup($0) } + [nil]
        var variables: [UnsafeMutablePointer<CChar>?] = environment.map { strdup($0) } + [nil]
        defer { (arguments + variables).forEach { free($0) } }
        var pid: pid_t = 0
        let code = posix_spawn(&pid, program, &actions, &attributes, &arguments, &variables)
        guard code == 0 else { throw .notStarted("\(program): \(Errno.words(code))") }
        return pid
    }

    /// Its exit status, 128 and the signal that ended it, or nil when it still runs at `deadline`.
    /// - Throws: `CancellationError` when nobody waits any more.
    func status(by deadline: ContinuousClock.Instant, _ isCancelled: () -> Bool) throws -> Int32? {
        while ended == nil {
            if isCancelled() { throw CancellationError() }
            if isOver {
                reap()
            } else if ContinuousClock.now >= deadline {
                return nil
            } else {
                usleep(1000)
            }
        }
        return ended
    }

    /// Whether it has ended; it stays to be waited for.
    var isOver: Bool {
        var info = siginfo_t()
        return waitid(P_PID, id_t(pid), &info, WEXITED | WNOHANG | WNOWAIT) == 0 && info.si_signo == SIGCHLD
    }

    /// Ends the child and all it started.
    /// - Returns: its exit status, or 128 and the signal.
    @discardableResult
    func end() -> Int32 {
        if ended == nil { reap() }
        return ended ?? 255
    }

    private func reap() {
        // The group first: its id stays taken while its leader is not waited for, and may be another's afterwards.
        kill(-pid, SIGKILL)
        var status: Int32 = 0
        while waitpid(pid, &status, 0) < 0, errno == EINTR {}
        ended = status & 0x7F == 0 ? (status >> 8) & 0xFF : 128 + (status & 0x7F)
    }
}

enum Errno {
    static func words(_ code: Int32) -> String { String(cString: strerror(code)) }
}
