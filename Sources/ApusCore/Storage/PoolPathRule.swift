import ApusModel

/// Which directories may be pools. The grammar of a path is the schema's; this keeps a pool from taking the host's own files for
/// volumes, which could then be listed, wiped and deleted.
enum PoolPathRule {
    /// Not these themselves; what lies below may be.
    private static let roots: Set = [
        "/", "/var", "/var/lib", "/home", "/mnt", "/media", "/srv", "/opt", "/tmp", "/run", "/var/tmp",
        "/var/lib/libvirt",
    ]
    /// Neither these nor anything below.
    private static let systems = [
        "/etc", "/proc", "/sys", "/dev", "/boot", "/bin", "/sbin", "/lib", "/lib32", "/lib64", "/libx32", "/usr",
        "/root",
        "/var/log", "/var/run", "/var/cache", "/var/spool", "/var/lib/dpkg", "/var/lib/rpm", "/run/libvirt",
        "/var/lib/libvirt/qemu",
    ]

    /// Why the path may be no pool; nil when it may.
    static func fault(of path: String) -> String? {
        guard path.hasPrefix("/"), path.utf8.count <= 1024 else { return "must be an absolute path" }
        let parts = path.split(separator: "/", omittingEmptySubsequences: false).dropFirst()
        guard path == "/" || !parts.contains(where: { $0.isEmpty || $0 == "." || $0 == ".." }) else {
            return "must be plain: no empty, “.” or “..” parts"
        }
        guard !roots.contains(path), !systems.contains(where: { path == $0 || path.hasPrefix($0 + "/") }) else {
            return "holds files of the host's own system; name a directory for volumes alone"
        }
        return nil
    }
}
