import ApusCore
import ApusModel
import Asciicast
import Glibc

/// A file of whole lines that grows: what could not be written whole is taken off again.
struct RecordingFile: ~Copyable {
    private let descriptor: Int32
    /// Bytes of whole lines.
    private(set) var size: Int64 = 0
    /// write(2), or what a test puts in its place.
    private let put: @Sendable (Int32, UnsafeRawBufferPointer) -> Int

    /// Makes the file, mode 0600.
    init(
        path: String,
        put: @escaping @Sendable (Int32, UnsafeRawBufferPointer) -> Int = { Glibc.write($0, $1.baseAddress, $1.count) }
    ) throws(Problem) {
        descriptor = Glibc.open(path, O_WRONLY | O_CREAT | O_EXCL | O_APPEND | O_CLOEXEC | O_NOFOLLOW, 0o600)
        self.put = put
        guard descriptor >= 0 else { throw Problem.ofRecording(errno) }
    }

    deinit { if descriptor >= 0 { close(descriptor) } }

    /// - Parameter lines: whole ones.
    /// - Throws: a ``Problem`` when not all of them came to the disk; those that did stay.
    mutating func append(_ lines: UnsafeRawBufferPointer) throws(Problem) {
        var written = 0
        while written < lines.count {
            let count = put(descriptor, UnsafeRawBufferPointer(rebasing: lines[written...]))
            if count < 0, errno == EINTR { continue }
            guard count > 0 else {
                let fault = count < 0 ? errno : ENOSPC
                let whole = lines[..<written].lastIndex(of: 0x0A).map { $0 + 1 } ?? 0
                size += Int64(whole)
                ftruncate(descriptor, off_t(size))
                throw Problem.ofRecording(fault)
            }
            written += count
        }
        size += Int64(written)
    }

    func sync() { fsync(descriptor) }
}

extension Problem {
    /// Why a recording cannot be written.
    static func ofRecording(_ code: Int32) -> Problem {
        switch code {
        case ENOSPC, EDQUOT, EFBIG: Problem(.storeFull, "The disk that recordings are kept on is full.")
        default:
            Problem(.storeFailed, "The recording cannot be written: \(String(cString: strerror(code))).")
        }
    }
}
