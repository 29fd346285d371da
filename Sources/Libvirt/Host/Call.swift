import Synchronization

/// A call that someone may wait for, seen without its result.
protocol PendingCall: AnyObject, Sendable {
    var name: String { get }
    /// Ends the wait with an error; true if it still went on.
    @discardableResult func fail(_ error: LibvirtError) -> Bool
}

/// The wait for one result, ended exactly once: by the result, the deadline, cancellation or the connection's loss,
/// whichever comes first.
final class Call<Value: Sendable>: PendingCall {
    private enum State {
        case new
        case waiting(CheckedContinuation<Value, any Error>)
        /// Ended before the wait began.
        case early(Result<Value, any Error>)
        case ended
    }
    let name: String
    private let state = Mutex(State.new)

    init(_ name: String) {
        self.name = name
    }

    /// Waits for the end. Once for each call.
    func value() async throws -> Value {
        try await withTaskCancellationHandler {
            try await withCheckedThrowingContinuation { wait($0) }
        } onCancel: {
            fail(LibvirtError(.cancelled, message: "the caller was cancelled", call: name))
        }
    }

    /// Whether somebody waits still, or will.
    var isPending: Bool {
        state.withLock {
            switch $0 {
            case .new, .waiting: true
            case .early, .ended: false
            }
        }
    }

    @discardableResult
    func resolve(_ result: Result<Value, any Error>) -> Bool {
        let waiter: CheckedContinuation<Value, any Error>?? = state.withLock { state in
            switch state {
            case .new:
                state = .early(result)
                return .some(nil)
            case .waiting(let continuation):
                state = .ended
                return .some(continuation)
            case .early, .ended: return nil
            }
        }
        guard let waiter else { return false }
        waiter?.resume(with: result)
        return true
    }

    @discardableResult
    func fail(_ error: LibvirtError) -> Bool {
        resolve(.failure(error))
    }

    private func wait(_ continuation: CheckedContinuation<Value, any Error>) {
        let early: Result<Value, any Error>? = state.withLock { state in
            if case .early(let result) = state {
                state = .ended
                return result
            }
            state = .waiting(continuation)
            return nil
        }
        if let early { continuation.resume(with: early) }
    }
}
