import Dispatch
import Glibc

/// What is typed, as it comes; ends at the end of input and when its task is cancelled.
struct RawInput: AsyncSequence, Sendable {
    struct AsyncIterator: AsyncIteratorProtocol {
        private let queue = DispatchQueue(label: "apus.input")

        /// A terminal blocks for as long as a person thinks; the thread looks about four times a second.
        mutating func next() async throws -> [UInt8]? {
            while !Task.isCancelled {
                let piece: [UInt8]?? = await withCheckedContinuation { continuation in
                    queue.async { continuation.resume(returning: Self.read()) }
                }
                if let piece { return piece }
            }
            return nil
        }

        /// nil when nothing came yet; a nil within at the end.
        private static func read() -> [UInt8]?? {
            var input = pollfd(fd: STDIN_FILENO, events: Int16(POLLIN), revents: 0)
            guard poll(&input, 1, 250) > 0 else { return nil }
            var bytes = [UInt8](repeating: 0, count: 32_768)
            let count = Glibc.read(STDIN_FILENO, &bytes, bytes.count)
            if count < 0, errno == EINTR || errno == EAGAIN { return nil }
            return .some(count > 0 ? Array(bytes.prefix(count)) : nil)
        }
    }

    func makeAsyncIterator() -> AsyncIterator { AsyncIterator() }
}

/// Writes bytes to standard output as they are.
enum RawOutput {
    private static let queue = DispatchQueue(label: "apus.output")

    static func write(_ bytes: [UInt8]) async throws {
        let isWhole = await withCheckedContinuation { continuation in
            queue.async { continuation.resume(returning: writeAll(bytes)) }
        }
        guard isWhole else { throw BrokenPipe() }
    }

    private static func writeAll(_ bytes: [UInt8]) -> Bool {
        var rest = bytes[...]
        while !rest.isEmpty {
            let count = rest.withUnsafeBytes { Glibc.write(STDOUT_FILENO, $0.baseAddress, $0.count) }
            if count > 0 {
                rest = rest.dropFirst(count)
            } else if errno == EAGAIN {
                var output = pollfd(fd: STDOUT_FILENO, events: Int16(POLLOUT), revents: 0)
                _ = poll(&output, 1, 1000)
            } else if errno != EINTR {
                return false
            }
        }
        return true
    }
}
