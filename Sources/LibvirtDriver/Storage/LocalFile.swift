import ApusCore
import Glibc

/// What libvirt does not tell of a host's files, looked up where the host is this machine.
///
/// libvirt follows a symbolic link in a pool's directory and shows what it leads to as a volume, with nothing that gives it
/// away. Of a remote host nobody can tell: there only the owners of the image directories may be trusted to make files in them.
enum LocalFile {
    /// - Throws: ``DriverError`` `refused` for a path that is, or leads through, a symbolic link, or is no regular file.
    static func refuseLinks(_ path: String) throws {
        var part = ""
        for name in path.split(separator: "/") {
            part += "/" + name
            var facts = stat()
            // A daemon in a mount namespace of its own sees other files: then there is nothing to compare.
            guard lstat(part, &facts) == 0 else { return }
            let kind = facts.st_mode & S_IFMT
            if kind == S_IFLNK { throw DriverError(.refused, "The path leads through a symbolic link.") }
            if part == path, kind != S_IFREG { throw DriverError(.refused, "It is not a regular file.") }
        }
    }
}
