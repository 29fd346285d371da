import FoundationEssentials
import Glibc

/// The three pipes between us and a child. Our ends are closed with this value's owner.
final class Pipes {
    private(set) var ours: [Int32] = []
    private(set) var theirs: [Int32] = []

    init() throws(ChildProgramError) {
        for stream in 0..<3 {
            var ends: [Int32] = [-1, -1]
            guard pipe(&ends) == 0 else {
                closeAll()
                throw .system("no pipe could be made: \(Errno.words(errno))")
            }
            // The child reads the first and writes the others.
            theirs.append(stream == 0 ? ends[0] : ends[1])
            ours.append(stream == 0 ? ends[1] : ends[0])
            for end in ends { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }
            let flags = fcntl(ours[stream], F_GETFL)
            _ = fcntl(ours[stream], F_SETFL, flags | O_NONBLOCK)
        }
    }

    deinit { closeAll() }

    func closeTheirs() {
        theirs.forEach { _ = close($0) }
        theirs = []
    }

    /// The child's input ends here.
    func closeOurs(_ stream: Int) {
        guard ours[stream] >= 0 else { return }
        _ = close(ours[stream])
        ours[stream] = -1
    }

    private func closeAll() {
        closeTheirs()
        for end in ours where end >= 0 { _ = close(end) }
        ours = []
    }
}

/// A started process with a group of its own.
final class Child {
    private let pid: pid_t
    private var ended: Int32?

    init(_ command: [String], _ pipes: Pipes) throws(ChildProgramError) {
        guard let program = command.first, program.hasPrefix("/") else {
            throw .notStarted("its path must be absolute")
        }
        var actions = posix_spawn_file_actions_t()
        posix_spawn_file_actions_init(&actions)
        defer { posix_spawn_file_actions_destroy(&actions) }
        for (stream, end) in pipes.theirs.enumerated() {
            posix_spawn_file_actions_adddup2(&actions, end, Int32(stream))
        }
        // What the server holds open (sockets, the store) is not the child's. A number that is free by then is passed over.
        for name in (try? FileManager.default.contentsOfDirectory(atPath: "/proc/self/fd")) ?? [] {
            if let open = Int32(name), open > 2 { posix_spawn_file_actions_addclose(&actions, open) }
        }
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
        pid = try Self.spawn(program, command, &actions, &attributes)
        pipes.closeTheirs()
    }

    private static func spawn(
        _ program: String, _ command: [String], _ actions: inout posix_spawn_file_actions_t,
        _ attributes: inout posix_spawnattr_t
    ) throws(ChildProgramError) -> pid_t {
        // Tokens and keys may stand in the server's environment.
        let environment = ["PATH=/usr/local/bin:/usr/bin:/bin", "LANG=C.UTF-8"]
        var arguments: [UnsafeMutablePointer<CChar>?] = command.map { strdup($0) } + [nil]
        var variables: [UnsafeMutablePointer<CChar>?] = environment.map { strdup($0) } + [nil]
        defer { (arguments + variables).forEach { free($0) } }
        var pid: pid_t = 0
        let code = posix_spawn(&pid, program, &actions, &attributes, &arguments, &variables)
        guard code == 0 else { throw .notStarted("\(program): \(Errno.words(code))") }
        return pid
    }

    /// Its exit status, 128 and the signal that ended it, or nil when it still runs at `deadline`.
    func status(by deadline: ContinuousClock.Instant) -> Int32? {
        while ended == nil {
            var status: Int32 = 0
            if waitpid(pid, &status, WNOHANG) == pid {
                ended = status & 0x7F == 0 ? (status >> 8) & 0xFF : 128 + (status & 0x7F)
            } else if ContinuousClock.now >= deadline {
                return nil
            } else {
                usleep(1000)
            }
        }
        return ended
    }

    /// Ends the child and all it started.
    func end() {
        // The group first: its id stays taken while its leader is not waited for.
        kill(-pid, SIGKILL)
        var status: Int32 = 0
        if ended == nil { while waitpid(pid, &status, 0) < 0, errno == EINTR {} }
    }
}

enum Errno {
    static func words(_ code: Int32) -> String { String(cString: strerror(code)) }
}
