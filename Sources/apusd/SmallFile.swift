import ApusServer
import Glibc

/// A file of settings that a person wrote, or a pipe that gives one.
enum SmallFile {
    /// - Throws: ``ConfigurationError`` for a file that cannot be read or has more than `limit` bytes; no more is read.
    static func text(of path: String, limit: Int = 1 << 20) throws -> String {
        let descriptor = open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else {
            throw ConfigurationError("the file \(path) cannot be read: \(String(cString: strerror(errno)))")
        }
        defer { close(descriptor) }
        var bytes: [UInt8] = []
        var piece = [UInt8](repeating: 0, count: 65_536)
        while bytes.count <= limit {
            let count = read(descriptor, &piece, piece.count)
            if count < 0, errno == EINTR { continue }
            guard count >= 0 else {
                throw ConfigurationError("the file \(path) cannot be read: \(String(cString: strerror(errno)))")
            }
            guard count > 0 else { return String(decoding: bytes, as: UTF8.self) }
            bytes += piece.prefix(count)
        }
        throw ConfigurationError("the file \(path) has more than \(limit / 1024) KiB")
    }
}
