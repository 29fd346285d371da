import Crypto
import Glibc

extension LocalFile {
    /// Some bytes; fewer where the file ends.
    /// - Throws: ``ClientError`` `bad-file`.
    public func bytes(at offset: Int64, count: Int) throws -> [UInt8] {
        var bytes: [UInt8] = []
        while bytes.count < count, let more = try read(from: offset + Int64(bytes.count)) {
            bytes += more.prefix(count - bytes.count)
        }
        return bytes
    }

    /// A digest of all bytes, lower-case hexadecimal; nil for an algorithm other than SHA1, SHA256 and SHA512.
    public func digest(_ algorithm: String) throws -> String? {
        switch algorithm {
        case "SHA1": try digest(Insecure.SHA1())
        case "SHA256": try digest(SHA256())
        case "SHA512": try digest(SHA512())
        default: nil
        }
    }

    /// Gives a whole file its name. One that is there is replaced.
    public static func rename(_ path: String, to name: String) throws {
        guard Glibc.rename(path, name) == 0 else { throw fault(name) }
    }

    public static func exists(_ path: String) -> Bool { access(path, F_OK) == 0 }

    /// Removes a file; an absent one is left as it is.
    public static func remove(_ path: String) { unlink(path) }

    private func digest(_ function: some HashFunction) throws -> String {
        var (hash, offset) = (function, Int64(0))
        while let bytes = try read(from: offset) {
            hash.update(data: bytes)
            offset += Int64(bytes.count)
            try Task.checkCancellation()
        }
        return hash.finalize().map { $0 < 16 ? "0" + String($0, radix: 16) : String($0, radix: 16) }.joined()
    }
}
