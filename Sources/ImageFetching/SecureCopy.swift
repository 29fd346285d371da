import ApusCore
import ApusModel
import ChildProgram
import FoundationEssentials
import Glibc
import NIOPosix

/// Copies files of other machines with `scp`, as the server's own user: with its keys, its known hosts and its ssh configuration.
/// It asks nobody: a password, an unknown host key or one that has changed ends it.
public struct SecureCopy: Sendable {
    private let folder: String
    private let limit: Duration
    private let sizeLimit: Int64
    private let programs: [String]

    /// - Parameters:
    ///   - folder: where a file lies for as long as somebody reads it.
    ///   - sizeLimit: bytes; the system ends a copy that would write more.
    ///   - programs: where programs lie.
    public init(
        folder: String, limit: Duration, sizeLimit: Int64,
        programs: [String] = ["/usr/local/bin", "/usr/bin", "/bin"]
    ) {
        (self.folder, self.limit, self.sizeLimit, self.programs) = (folder, limit, sizeLimit, programs)
    }

    /// Copies `user@address:/path`, and hands its bytes over while `body` runs.
    /// - Throws: a ``Problem`` with scp's own words, or what `body` throws.
    public func fetch<Value: Sendable>(
        _ source: String, _ body: @Sendable (FetchedContent) async throws -> Value
    ) async throws -> Value {
        try FileManager.default.createDirectory(
            atPath: folder, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
        let path = "\(folder)/\(UUID().uuidString)"
        defer { unlink(path) }
        try await copy(source, to: path)
        let file = try FetchedFile(path)
        return try await body(FetchedContent(length: file.size, bytes: FetchedBytes(file: file)))
    }

    private func copy(_ source: String, to path: String) async throws {
        let scp = ChildProgram(
            command: [try program("prlimit"), "--fsize=\(sizeLimit)", "--", try program("scp")] + Self.options
                + ["--", source, path], limit: limit, outputLimit: 65_536)
        do {
            let end = try await scp.run()
            guard end.status == 0 else { throw refusal(source, words(of: end)) }
        } catch let error as ChildProgramError {
            throw refusal(source, error.description)
        }
    }

    /// By SFTP, so that no shell of the other machine reads the path; no question is asked, and a machine that is not there is
    /// not waited for.
    private static let options = [
        "-s", "-o", "BatchMode=yes", "-o", "ConnectTimeout=10", "-o", "ServerAliveInterval=15",
    ]

    private func words(of end: ChildProgram.Ending) -> String {
        // The status of a program that SIGXFSZ ended, or of one that was told "File too large".
        if end.status == 128 + SIGXFSZ || end.lastWords.contains(String(cString: strerror(EFBIG))) {
            return "it has more than \(sizeLimit) bytes (setting images.maxSize)"
        }
        let lines = end.lastWords.split(whereSeparator: \.isNewline)
        // ssh says why before scp says that nothing came.
        let last = lines.last { !$0.hasSuffix("Connection closed") } ?? lines.last
        return last.map(String.init) ?? "scp ended with status \(end.status)"
    }

    private func refusal(_ source: String, _ words: String) -> Problem {
        // The other machine may have a hand in these words.
        let plain = words.unicodeScalars.filter { (32..<127).contains($0.value) }
        return Problem(.invalid, "\(source) was not copied: \(String(String.UnicodeScalarView(plain.prefix(300))))")
    }

    private func program(_ name: String) throws -> String {
        guard let path = ChildProgram.path(of: name, in: programs) else {
            throw Problem(.invalid, "\(name) is missing on the server; install openssh-client and util-linux.")
        }
        return path
    }
}

/// A file that was copied, open for as long as somebody reads it.
private final class FetchedFile: Sendable {
    let size: Int64
    private let descriptor: Int32

    init(_ path: String) throws {
        descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW)
        guard descriptor >= 0 else { throw Problem(.invalid, "The copied file cannot be read.") }
        size = Int64(lseek(descriptor, 0, SEEK_END))
    }

    deinit { close(descriptor) }

    /// The bytes at an offset; nil at the end.
    func piece(at offset: Int64) throws -> [UInt8]? {
        var count = 0
        let bytes = [UInt8](unsafeUninitializedCapacity: 262_144) { buffer, filled in
            count = pread(descriptor, buffer.baseAddress, buffer.count, off_t(offset))
            filled = max(0, count)
        }
        guard count >= 0 else { throw Problem(.invalid, "The copied file cannot be read.") }
        return bytes.isEmpty ? nil : bytes
    }
}

/// All bytes of a file, read on a thread that may wait.
private struct FetchedBytes: AsyncSequence, Sendable {
    let file: FetchedFile

    struct AsyncIterator: AsyncIteratorProtocol {
        let file: FetchedFile
        var offset: Int64 = 0

        mutating func next() async throws -> [UInt8]? {
            let (file, offset) = (file, offset)
            let threads = NIOThreadPool.singleton
            guard let bytes = try await threads.runIfActive({ try file.piece(at: offset) }) else { return nil }
            self.offset += Int64(bytes.count)
            return bytes
        }
    }

    func makeAsyncIterator() -> AsyncIterator { AsyncIterator(file: file) }
}
