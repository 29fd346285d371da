import ApusModel
import Glibc
import Synchronization

/// A part of a file, read piece by piece when it is asked for.
final class PieceFile: Sendable {
    private static let piece = 256 << 10
    private let path: String
    private let state: Mutex<State>

    private struct State {
        var descriptor: Int32 = -1
        var offset: Int64
        var rest: Int64
    }

    /// Nothing is opened before the first piece.
    init(_ path: String, from offset: Int64 = 0, length: Int64 = .max) {
        self.path = path
        state = Mutex(State(offset: offset, rest: length))
    }

    deinit { state.withLock { if $0.descriptor >= 0 { close($0.descriptor) } } }

    /// nil at the end.
    /// - Throws: a ``Problem``.
    func next() throws -> [UInt8]? {
        try state.withLock { state in
            if state.descriptor < 0 { state.descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW) }
            guard state.descriptor >= 0 else { throw RecordingFolder.missing }
            let wanted = min(Int64(Self.piece), state.rest)
            guard wanted > 0 else { return nil }
            var count = 0
            let bytes = [UInt8](unsafeUninitializedCapacity: Int(wanted)) { buffer, filled in
                count = pread(state.descriptor, buffer.baseAddress, buffer.count, off_t(state.offset))
                filled = max(count, 0)
            }
            guard count >= 0 else { throw Problem.ofRecording(errno) }
            state.offset += Int64(count)
            state.rest -= Int64(count)
            return bytes.isEmpty ? nil : bytes
        }
    }
}
