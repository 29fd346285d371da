import ApusCore
import FoundationEssentials
import Glibc

/// What ssh says beside the terminal (`ssh -E`): a file that soon has no name any more.
final class SSHLog: Sendable {
    let path: String
    private let descriptor: Int32
    /// ssh says little; a wild one fills no memory.
    private static let most = 256 << 10

    init(in folder: String) throws(SSHRefusal) {
        path = "\(folder)/log-\(UUID().uuidString.lowercased())"
        descriptor = open(path, O_RDONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else { throw .failed("\(String(cString: strerror(errno))) in the server's folder") }
    }

    deinit { close(descriptor) }

    /// Takes its name away; ssh has it open by then.
    func forget() { unlink(path) }

    /// All that was said until now.
    func text() -> String {
        let bytes = [UInt8](unsafeUninitializedCapacity: Self.most) { room, count in
            count = max(0, pread(descriptor, room.baseAddress, room.count, 0))
        }
        return String(decoding: bytes, as: UTF8.self)
    }

    /// The last thing that is meant for people.
    static func lastWords(_ text: String) -> String? {
        let lines = text.split(whereSeparator: \.isNewline).map { $0.trimmingPrefix("ssh: ") }
        let quiet = [
            "debug1:", "Authenticated to", "Transferred:", "Bytes per second:", "Warning: Permanently added", "OpenSSH",
        ]
        return lines.last { line in !quiet.contains { line.hasPrefix($0) } }.map { String($0.prefix(200)) }
    }
}
