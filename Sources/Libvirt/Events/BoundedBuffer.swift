import Synchronization

/// Elements for one slow reader, in bounded memory.
///
/// When it is full, all that waits is replaced by the `overflow` marker if there is one (the reader must look at
/// everything again, so older events are worthless), else the oldest goes.
final class BoundedBuffer<Element: Sendable>: Sendable {
    private struct State {
        var waiting: [Element] = []
        var reader: CheckedContinuation<Element?, Never>?
        var isFinished = false
    }
    private let state = Mutex(State())
    private let limit: Int
    private let overflow: Element?

    /// - Parameter limit: the most elements that wait; at least 2.
    init(limit: Int, overflow: Element?) {
        self.limit = max(2, limit)
        self.overflow = overflow
    }

    func push(_ element: Element) {
        state.withLock { state in
            guard !state.isFinished else { return }
            if let reader = state.reader.take() { return reader.resume(returning: element) }
            if state.waiting.count >= limit { makeRoom(&state.waiting) }
            state.waiting.append(element)
        }
    }

    /// No more elements come; those that wait are still given.
    func finish() {
        state.withLock { state in
            state.isFinished = true
            state.reader.take()?.resume(returning: nil)
        }
    }

    /// The next element, nil at the end. For one reader.
    func next() async -> Element? {
        await withCheckedContinuation { continuation in
            state.withLock { state in
                if !state.waiting.isEmpty { return continuation.resume(returning: state.waiting.removeFirst()) }
                if state.isFinished { return continuation.resume(returning: nil) }
                state.reader.take()?.resume(returning: nil)
                state.reader = continuation
            }
        }
    }

    private func makeRoom(_ waiting: inout [Element]) {
        if let overflow {
            waiting = [overflow]
        } else {
            waiting.removeFirst()
        }
    }
}
