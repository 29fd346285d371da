import Glibc

/// How many files the server may have open.
enum FileLimit {
    /// The soft limit, which many systems leave at 1,024, is raised as far as it may be: each display and terminal takes some.
    static func raise() {
        var limit = rlimit()
        guard getrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit) == 0 else { return }
        limit.rlim_cur = max(limit.rlim_cur, min(limit.rlim_max, 65_536))
        setrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit)
    }
}
