import Dispatch
import Glibc

/// What is typed, as it comes; ends at the end of input and when its task is cancelled.
struct RawInput: AsyncSequence, Sendable {
    struct AsyncIterator: AsyncIteratorProtocol {
        private let queue = DispatchQueue(label: "apus.input")
        private let bell = Bell()

        /// A terminal blocks for as long as a person thinks, so a thread of its own waits for it.
        mutating func next() async throws -> [UInt8]? {
            let bell = bell
            return await withTaskCancellationHandler {
                await withCheckedContinuation { continuation in
                    queue.async { continuation.resume(returning: Self.read(bell)) }
                }
            } onCancel: {
                bell.ring()
            }
        }

        /// nil at the end, and when the bell has rung.
        private static func read(_ bell: Bell) -> [UInt8]? {
            var files = [STDIN_FILENO, bell.ear].map { pollfd(fd: $0, events: Int16(POLLIN), revents: 0) }
            while bell.ear >= 0 {
                guard poll(&files, nfds_t(files.count), -1) > 0 else { continue }
                guard files[1].revents == 0 else { return nil }
                var bytes = [UInt8](repeating: 0, count: 32_768)
                let count = Glibc.read(STDIN_FILENO, &bytes, bytes.count)
                if count < 0, errno == EINTR || errno == EAGAIN { continue }
                return count > 0 ? Array(bytes.prefix(count)) : nil
            }
            return nil
        }
    }

    /// Wakes up the thread that waits for keys.
    private final class Bell: Sendable {
        let ear: Int32
        private let mouth: Int32

        /// Where no more files can be opened it is deaf, and the input ends at once.
        init() {
            var ends: [Int32] = [-1, -1]
            _ = pipe(&ends)
            (ear, mouth) = (ends[0], ends[1])
        }

        deinit {
            close(ear)
            close(mouth)
        }

        func ring() { _ = write(mouth, [0], 1) }
    }

    func makeAsyncIterator() -> AsyncIterator { AsyncIterator() }
}

/// Writes bytes to standard output, or error, as they are.
enum RawOutput {
    private static let queue = DispatchQueue(label: "apus.output")

    static func write(_ bytes: [UInt8], to file: Int32 = STDOUT_FILENO) async throws {
        let isWhole = await withCheckedContinuation { continuation in
            queue.async { continuation.resume(returning: writeAll(bytes, file)) }
        }
        guard isWhole else { throw BrokenPipe() }
    }

    private static func writeAll(_ bytes: [UInt8], _ file: Int32) -> Bool {
        var rest = bytes[...]
        while !rest.isEmpty {
            let count = rest.withUnsafeBytes { Glibc.write(file, $0.baseAddress, $0.count) }
            if count > 0 {
                rest = rest.dropFirst(count)
            } else if errno == EAGAIN {
                var output = pollfd(fd: file, events: Int16(POLLOUT), revents: 0)
                _ = poll(&output, 1, 1000)
            } else if errno != EINTR {
                return false
            }
        }
        return true
    }
}
