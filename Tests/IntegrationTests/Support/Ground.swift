import Foundation
import Synchronization

/// The folder of this run and what ends with it. A guardian process of its own takes everything away when this process ends,
/// however it ends: daemons of the lab, servers by the numbers noted here, and the folder.
final class Ground: Sendable {
    static let shared = Result { try Ground() }

    /// Short, since sockets lie in it.
    let folder: String
    private let guardian: ChildProcess
    private let leash: Int32

    private init() throws {
        folder = "/tmp/apus-it-\(getpid())"
        try FileManager.default.createDirectory(atPath: folder + "/servers", withIntermediateDirectories: true)
        (guardian, leash) = try Self.post(folder)
        atexit { Ground.leave() }
    }

    /// Notes a server that must not outlive this process.
    func note(server: pid_t) {
        _ = FileManager.default.createFile(atPath: "\(folder)/servers/\(server)", contents: nil)
    }

    func forget(server: pid_t) { try? FileManager.default.removeItem(atPath: "\(folder)/servers/\(server)") }

    /// Lets the guardian do its work and waits for it.
    private static func leave() {
        guard case .success(let ground) = shared else { return }
        close(ground.leash)
        for _ in 0..<3000 where ground.guardian.end == nil { usleep(20_000) }
    }

    /// Sleeps until its standard input ends, which it does when this process is gone.
    private static let script = """
        cat >/dev/null
        for server in "$1"/servers/*; do
          number=${server##*/}
          grep -qs "$1" "/proc/$number/cmdline" && kill -KILL "$number"
        done
        for daemon in "$1"/host-*; do [ -d "$daemon" ] && "$2/lab/libvirtd" stop "$daemon"; done
        [ -d "$1/lab" ] && APUS_LAB="$1/lab" "$2/lab/down"
        for mount in "$1"/*/data; do mountpoint -q "$mount" && umount -l "$mount"; done
        rm -rf --one-file-system "$1"
        """

    private static func post(_ folder: String) throws -> (ChildProcess, Int32) {
        var ends: [Int32] = [0, 0]
        // Only the guardian may inherit an end: a stray copy of the leash would keep it waiting.
        guard pipe(&ends) == 0, ends.allSatisfy({ fcntl($0, F_SETFD, FD_CLOEXEC) == 0 }) else {
            throw ToolFailure(description: "no pipe: errno \(errno)")
        }
        let null = open("/dev/null", O_RDWR | O_CLOEXEC)
        defer { close(null) }
        let guardian = try ChildProcess(
            "/bin/sh", ["-c", script, "guardian", folder, Places.package], files: (ends[0], null, null))
        close(ends[0])
        return (guardian, ends[1])
    }
}
