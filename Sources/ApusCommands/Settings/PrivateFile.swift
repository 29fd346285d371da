import FoundationEssentials
import Glibc

/// Files that only their owner may read.
enum PrivateFile {
    /// Replaces the file in one step, so that a crash leaves the old one or the new one; missing folders are made.
    static func write(_ text: String, to path: String) throws {
        let folder = String(path[..<(path.lastIndex(of: "/") ?? path.startIndex)])
        do {
            try FileManager.default.createDirectory(
                atPath: folder, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
        } catch { throw SettingsFault("The folder \(folder) cannot be made: \(error).") }
        let draft = path + "." + UUID().uuidString
        guard create(draft, Array(text.utf8)), rename(draft, path) == 0 else {
            let reason = String(cString: strerror(errno))
            unlink(draft)
            throw SettingsFault("The file \(path) cannot be written: \(reason).")
        }
    }

    /// Whether anyone but the owner may read it; nil when it cannot be seen.
    static func isShared(_ path: String) -> Bool? {
        var status = stat()
        guard stat(path, &status) == 0 else { return nil }
        return status.st_mode & 0o077 != 0
    }

    private static func create(_ path: String, _ bytes: [UInt8]) -> Bool {
        let descriptor = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else { return false }
        let written = bytes.withUnsafeBytes { Glibc.write(descriptor, $0.baseAddress, $0.count) }
        let synced = fsync(descriptor) == 0
        return close(descriptor) == 0 && synced && written == bytes.count
    }
}
