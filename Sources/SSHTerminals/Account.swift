import ApusCore
import Glibc

/// The server's own user, as the system knows it (getpwuid(3)).
struct Account: Sendable {
    var name: String
    var home: String
    var shell: String

    var environment: [String: String] { ["HOME": home, "USER": name, "LOGNAME": name, "SHELL": shell] }

    static func own() throws -> Account {
        var entry = passwd()
        var found: UnsafeMutablePointer<passwd>?
        var room = [CChar](repeating: 0, count: 16_384)
        guard getpwuid_r(getuid(), &entry, &room, room.count, &found) == 0, found != nil,
            let name = entry.pw_name, let home = entry.pw_dir, let shell = entry.pw_shell
        else { throw SSHRefusal.failed("the server's own user has no account on this system") }
        return Account(name: String(cString: name), home: String(cString: home), shell: String(cString: shell))
    }
}
