import Synchronization

/// Gives each element to every reader, each with a bounded buffer. A reader is forgotten when its stream is.
final class Broadcast<Element: Sendable>: Sendable {
    private struct Reader {
        weak var buffer: BoundedBuffer<Element>?
    }
    private struct State {
        var readers: [Reader] = []
        var isFinished = false
    }
    private let state = Mutex(State())
    private let overflow: Element?

    init(overflow: Element?) {
        self.overflow = overflow
    }

    func send(_ element: Element) {
        state.withLock { state in
            state.readers.removeAll { $0.buffer == nil }
            for reader in state.readers { reader.buffer?.push(element) }
        }
    }

    func finish() {
        state.withLock { state in
            state.isFinished = true
            for reader in state.readers { reader.buffer?.finish() }
            state.readers = []
        }
    }

    /// A stream of what is sent from now on, after `first`.
    func stream(limit: Int, first: Element? = nil) -> AsyncStream<Element> {
        let buffer = BoundedBuffer(limit: limit, overflow: overflow)
        if let first { buffer.push(first) }
        state.withLock { state in
            if state.isFinished { return buffer.finish() }
            state.readers.append(Reader(buffer: buffer))
        }
        return AsyncStream {
            await buffer.next()
        } onCancel: { [weak buffer] in
            buffer?.finish()
        }
    }
}
