import CTerminal
import Glibc

/// Starts a program on the slave of a pseudo terminal.
enum Spawn {
    /// - Parameter streams: what it reads and writes instead of the terminal.
    static func child(
        _ program: TerminalProgram, on slave: String, _ streams: PlainStreams? = nil
    ) throws(TerminalError) -> pid_t {
        guard let path = program.command.first, path.hasPrefix("/") else {
            throw TerminalError("the program's path must be absolute")
        }
        var actions = posix_spawn_file_actions_t()
        posix_spawn_file_actions_init(&actions)
        defer { posix_spawn_file_actions_destroy(&actions) }
        // The first terminal that the leader of a new session opens is the one that controls it.
        posix_spawn_file_actions_addopen(&actions, 0, slave, O_RDWR, 0)
        posix_spawn_file_actions_adddup2(&actions, streams?.theirErrors ?? 0, 2)
        if let streams { posix_spawn_file_actions_adddup2(&actions, streams.theirs, 0) }
        posix_spawn_file_actions_adddup2(&actions, 0, 1)
        posix_spawn_file_actions_addclosefrom_np(&actions, 3)
        posix_spawn_file_actions_addchdir_np(&actions, program.folder)
        var attributes = posix_spawnattr_t()
        posix_spawnattr_init(&attributes)
        defer { posix_spawnattr_destroy(&attributes) }
        setSignals(&attributes)
        posix_spawnattr_setflags(
            &attributes, Int16(POSIX_SPAWN_SETSID | POSIX_SPAWN_SETSIGDEF | POSIX_SPAWN_SETSIGMASK))
        return try start(path, program, &actions, &attributes)
    }

    /// As a login would find them: the server ignores SIGPIPE, and its threads may hold others back.
    private static func setSignals(_ attributes: inout posix_spawnattr_t) {
        var none = sigset_t()
        sigemptyset(&none)
        posix_spawnattr_setsigmask(&attributes, &none)
        var standard = sigset_t()
        sigemptyset(&standard)
        for signal in [
            SIGHUP, SIGINT, SIGQUIT, SIGPIPE, SIGTERM, SIGCHLD, SIGCONT, SIGTSTP, SIGTTIN, SIGTTOU, SIGWINCH,
        ] {
            sigaddset(&standard, signal)
        }
        posix_spawnattr_setsigdefault(&attributes, &standard)
    }

    private static func start(
        _ path: String, _ program: TerminalProgram, _ actions: inout posix_spawn_file_actions_t,
        _ attributes: inout posix_spawnattr_t
    ) throws(TerminalError) -> pid_t {
        let names = [program.name ?? path] + program.command.dropFirst()
        let settings = program.environment.sorted { $0.key < $1.key }.map { "\($0.key)=\($0.value)" }
        var arguments: [UnsafeMutablePointer<CChar>?] = names.map { strdup($0) } + [nil]
        var variables: [UnsafeMutablePointer<CChar>?] = settings.map { strdup($0) } + [nil]
        defer { (arguments + variables).forEach { free($0) } }
        var pid: pid_t = 0
        let code = posix_spawn(&pid, path, &actions, &attributes, &arguments, &variables)
        guard code == 0 else { throw PseudoTerminal.fault("\(path) cannot be started", code) }
        if let most = program.fileLimit {
            var limit = rlimit(rlim_cur: rlim_t(most), rlim_max: rlim_t(most))
            prlimit(pid, Int32(RLIMIT_FSIZE.rawValue), &limit, nil)
        }
        return pid
    }
}
