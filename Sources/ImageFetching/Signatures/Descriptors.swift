import Glibc

/// Open files that are closed together.
struct Descriptors {
    private var open: Set<Int32> = []

    /// Takes one over, under a number that no place of a program has.
    mutating func keep(_ file: Int32) throws -> Int32 {
        guard file >= 0 else { throw BoundedProgram.Failure(reason: "does not start: error \(errno)") }
        defer { Glibc.close(file) }
        let high = fcntl(file, F_DUPFD_CLOEXEC, 16)
        guard high >= 0 else { throw BoundedProgram.Failure(reason: "does not start: error \(errno)") }
        open.insert(high)
        return high
    }

    /// Two ends of a channel: ours and the program's. A socket, since a pipe cannot be made close-on-exec in one step here.
    mutating func channel() throws -> (Int32, Int32) {
        var ends: [Int32] = [-1, -1]
        let kind = Int32(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue)
        guard socketpair(AF_UNIX, kind, 0, &ends) == 0 else {
            throw BoundedProgram.Failure(reason: "does not start: error \(errno)")
        }
        return (try keep(ends[0]), try keep(ends[1]))
    }

    mutating func close(_ file: Int32) { if open.remove(file) != nil { Glibc.close(file) } }

    mutating func close() {
        for file in open { Glibc.close(file) }
        open = []
    }
}

/// A child process with the files it was given and no others.
struct Spawned {
    private let number: pid_t

    /// - Parameter places: the child's descriptors and ours that they become.
    init(_ path: String, _ arguments: [String], _ places: [(Int32, Int32)]) throws {
        var actions = posix_spawn_file_actions_t()
        var attributes = posix_spawnattr_t()
        posix_spawn_file_actions_init(&actions)
        posix_spawnattr_init(&attributes)
        defer {
            posix_spawn_file_actions_destroy(&actions)
            posix_spawnattr_destroy(&attributes)
        }
        for (place, file) in places { posix_spawn_file_actions_adddup2(&actions, file, place) }
        // The server ignores SIGPIPE; a program that cannot write must end.
        var signals = sigset_t()
        sigfillset(&signals)
        posix_spawnattr_setsigdefault(&attributes, &signals)
        posix_spawnattr_setflags(&attributes, Int16(POSIX_SPAWN_SETSIGDEF))
        var number: pid_t = 0
        let error = Self.withCStrings([path] + arguments) { arguments in
            Self.withCStrings(["PATH=/usr/bin:/bin", "LC_ALL=C"]) {
                posix_spawn(&number, path, &actions, &attributes, arguments, $0)
            }
        }
        guard error == 0 else { throw BoundedProgram.Failure(reason: "does not start: error \(error)") }
        self.number = number
    }

    /// Ends it, whether or not it has ended by itself.
    func end() {
        kill(number, SIGKILL)
        var status: Int32 = 0
        while waitpid(number, &status, 0) == -1, errno == EINTR {}
    }

    private static func withCStrings<Value>(
        _ texts: [String], _ body: ([UnsafeMutablePointer<CChar>?]) -> Value
    ) -> Value {
        let copies = texts.map { strdup($0) }
        defer { copies.forEach { free($0) } }
        return body(copies + [nil])
    }
}
