import ApusModel
import Crypto
import FoundationEssentials
import Glibc
import NIOCore

/// A file of this machine that is sent, or written, in pieces.
public final class LocalFile: Sendable {
    /// Bytes of one piece.
    private static let piece = 262_144
    let descriptor: Int32
    public let path: String
    public let size: Int64
    /// Where it begins in the file of that path: a part of a larger one is a file too.
    private let base: Int64

    /// Opens a part of a file that is open.
    public init(part of: LocalFile, at offset: Int64, size: Int64) throws {
        let descriptor = open(of.path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
        guard descriptor >= 0 else { throw Self.fault(of.path) }
        (self.descriptor, path, self.size, base) = (descriptor, of.path, size, of.base + offset)
    }

    /// Opens a file to be read. A FIFO is refused, and not waited for.
    /// - Throws: ``ClientError`` `bad-file`.
    public init(reading path: String) throws {
        let descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
        guard descriptor >= 0 else { throw Self.fault(path) }
        var facts = stat()
        guard fstat(descriptor, &facts) == 0, facts.st_mode & S_IFMT == S_IFREG else {
            close(descriptor)
            throw ClientError(.badFile, "\(path) is not a regular file.")
        }
        (self.descriptor, self.path, size, base) = (descriptor, path, Int64(facts.st_size), 0)
    }

    /// Opens a file to be written from its end on; makes it where it is missing.
    public init(continuing path: String) throws {
        let descriptor = open(path, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else { throw Self.fault(path) }
        var facts = stat()
        guard fstat(descriptor, &facts) == 0, facts.st_mode & S_IFMT == S_IFREG else {
            close(descriptor)
            throw ClientError(.badFile, "\(path) is not a regular file.")
        }
        (self.descriptor, self.path, size, base) = (descriptor, path, Int64(facts.st_size), 0)
    }

    deinit { close(descriptor) }

    /// SHA-256 of all bytes, lower-case hexadecimal. `progress` is told how many were read.
    public func sha256(_ progress: (Int64) throws -> Void = { _ in }) throws -> String {
        var (hash, offset) = (SHA256(), Int64(0))
        while let bytes = try read(from: offset) {
            hash.update(data: bytes)
            offset += Int64(bytes.count)
            try progress(offset)
            try Task.checkCancellation()
        }
        return hash.finalize().map { $0 < 16 ? "0" + String($0, radix: 16) : String($0, radix: 16) }.joined()
    }

    /// The bytes from `offset` on; nil at the end.
    func read(from offset: Int64) throws -> [UInt8]? {
        let length = Int(clamping: max(0, min(Int64(Self.piece), size - offset)))
        guard length > 0 else { return nil }
        let (place, isTooFar) = base.addingReportingOverflow(offset)
        guard !isTooFar else { return nil }
        var count = 0
        let bytes = [UInt8](unsafeUninitializedCapacity: Self.piece) { buffer, filled in
            count = pread(descriptor, buffer.baseAddress, length, off_t(place))
            filled = max(0, count)
        }
        guard count >= 0 else { throw Self.fault(path) }
        return bytes.isEmpty ? nil : bytes
    }

    func append(_ bytes: ByteBufferView) throws {
        var rest = bytes[...]
        while !rest.isEmpty {
            let count = rest.withContiguousStorageIfAvailable { write(descriptor, $0.baseAddress, $0.count) } ?? -1
            guard count > 0 else { throw Self.fault(path) }
            rest = rest.dropFirst(count)
        }
    }

    /// The bytes from `offset` on, for a request's body.
    func bytes(from offset: Int64, _ progress: @escaping @Sendable (Int64) -> Void) -> Bytes {
        Bytes(file: self, offset: offset, progress: progress)
    }

    struct Bytes: AsyncSequence, Sendable {
        let file: LocalFile
        let offset: Int64
        let progress: @Sendable (Int64) -> Void

        var count: Int64 { Swift.max(0, file.size - offset) }

        struct AsyncIterator: AsyncIteratorProtocol {
            let bytes: Bytes
            var position: Int64

            mutating func next() async throws -> ByteBuffer? {
                guard position < bytes.file.size, let piece = try bytes.file.read(from: position) else { return nil }
                position += Int64(piece.count)
                bytes.progress(position)
                return ByteBuffer(bytes: piece)
            }
        }

        func makeAsyncIterator() -> AsyncIterator { AsyncIterator(bytes: self, position: offset) }
    }

    static func fault(_ path: String) -> ClientError {
        ClientError(.badFile, "The file \(path) cannot be used: \(String(cString: strerror(errno))).")
    }
}

extension ClientError.Code {
    /// A local file that cannot be read or written.
    public static let badFile = ClientError.Code(rawValue: "bad-file")
}
