import Crypto
import Glibc
import NIOPosix

/// A file of the spool, open for as long as somebody has it.
final class SpoolFile: Sendable {
    struct Failure: Error { var number: Int32 }

    private static let piece = 262_144
    private let descriptor: Int32

    init(reading path: String) throws {
        descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW)
        guard descriptor >= 0 else { throw Failure(number: errno) }
    }

    init(writing path: String) throws {
        descriptor = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC | O_NOFOLLOW, 0o600)
        guard descriptor >= 0 else { throw Failure(number: errno) }
    }

    deinit { close(descriptor) }

    func append(_ bytes: [UInt8]) throws {
        var rest = bytes[...]
        while !rest.isEmpty {
            let count = rest.withUnsafeBytes { write(descriptor, $0.baseAddress, $0.count) }
            if count < 0, errno == EINTR { continue }
            guard count > 0 else { throw Failure(number: errno) }
            rest = rest.dropFirst(count)
        }
    }

    /// The bytes at an offset; nil at the end.
    func piece(at offset: Int64) throws -> [UInt8]? {
        var count = 0
        let bytes = [UInt8](unsafeUninitializedCapacity: Self.piece) { buffer, filled in
            count = pread(descriptor, buffer.baseAddress, buffer.count, off_t(offset))
            filled = max(0, count)
        }
        guard count >= 0 else { throw Failure(number: errno) }
        return bytes.isEmpty ? nil : bytes
    }

    /// Its length and SHA-256.
    func digest() throws -> (Int64, String) {
        var (hash, offset) = (SHA256(), Int64(0))
        while let bytes = try piece(at: offset) {
            hash.update(data: bytes)
            offset += Int64(bytes.count)
        }
        return (offset, Self.text(hash.finalize()))
    }

    static func sha256(_ bytes: [UInt8]) -> String { text(SHA256.hash(data: bytes)) }

    private static func text(_ digest: SHA256.Digest) -> String {
        digest.map { $0 < 16 ? "0" + String($0, radix: 16) : String($0, radix: 16) }.joined()
    }
}

/// All bytes of a file, read on a thread that may wait.
struct SpooledBytes: AsyncSequence, Sendable {
    let file: SpoolFile
    let threads: NIOThreadPool

    struct AsyncIterator: AsyncIteratorProtocol {
        let file: SpoolFile
        let threads: NIOThreadPool
        var offset: Int64 = 0

        mutating func next() async throws -> [UInt8]? {
            let (file, offset) = (file, offset)
            guard let bytes = try await threads.runIfActive({ try file.piece(at: offset) }) else { return nil }
            self.offset += Int64(bytes.count)
            return bytes
        }
    }

    func makeAsyncIterator() -> AsyncIterator { AsyncIterator(file: file, threads: threads) }
}
