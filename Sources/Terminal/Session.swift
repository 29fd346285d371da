import FoundationEssentials
import Glibc

/// The processes that a child leads (setsid(2)).
enum Session {
    /// Whether the leader has ended; it stays to be waited for, so that its id is nobody else's.
    static func isOver(_ leader: pid_t) -> Bool {
        var info = siginfo_t()
        return waitid(P_PID, id_t(leader), &info, WEXITED | WNOHANG | WNOWAIT) == 0 && info.si_signo == SIGCHLD
    }

    static func hangUp(_ leader: pid_t, within limit: Duration) {
        guard !isOver(leader) else { return }
        kill(-leader, SIGHUP)
        // One that was stopped gets it only when it goes on.
        kill(-leader, SIGCONT)
        let deadline = ContinuousClock.now.advanced(by: limit)
        while !isOver(leader), ContinuousClock.now < deadline { usleep(2000) }
    }

    /// Kills what is left of the session, and waits for its leader. The leader comes first: a shell whose jobs were killed
    /// before it would end by itself, as if all were well.
    /// - Returns: the exit status, or 128 and the signal.
    static func reap(_ leader: pid_t) -> Int32 {
        kill(-leader, SIGKILL)
        for member in members(of: leader) where member != leader { kill(member, SIGKILL) }
        var status: Int32 = 0
        while waitpid(leader, &status, 0) < 0 {
            guard errno == EINTR else { return 255 }
        }
        return status & 0x7F == 0 ? (status >> 8) & 0xFF : 128 + (status & 0x7F)
    }

    /// A shell's jobs have groups of their own: only /proc knows them all (proc(5), the sixth field of `stat`).
    private static func members(of leader: pid_t) -> [pid_t] {
        let names = (try? FileManager.default.contentsOfDirectory(atPath: "/proc")) ?? []
        return names.compactMap { pid_t($0) }.filter { session(of: $0) == leader }
    }

    private static func session(of process: pid_t) -> pid_t? {
        guard let stat = FileManager.default.contents(atPath: "/proc/\(process)/stat"),
            let name = stat.lastIndex(of: UInt8(ascii: ")"))
        else { return nil }
        let fields = String(decoding: stat[stat.index(after: name)...], as: UTF8.self).split(separator: " ")
        return fields.count > 3 ? pid_t(fields[3]) : nil
    }
}
