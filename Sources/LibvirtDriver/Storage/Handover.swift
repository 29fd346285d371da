import ApusCore
import Dispatch
import Synchronization

/// Hands pieces of bytes between a task, which must not block, and a thread that does nothing but block in libvirt.
///
/// A few pieces lie between them at most: the slower side sets the pace. An error of either side ends the other.
final class Handover: Sendable {
    private struct State {
        var pieces: [[UInt8]] = []
        var isFinished = false
        var failure: (any Error)?
        /// The task, while it waits.
        var waiter: CheckedContinuation<Void, Never>?
        var moved = ContinuousClock.now
    }

    private static let depth = 4
    /// How long neither side may move.
    private static let silence = Duration.seconds(90)
    private let state = Mutex(State())
    /// Rung whenever the thread may have something to do.
    private let bell = DispatchSemaphore(value: 0)

    /// Nothing more will come.
    func finish() { end { $0.isFinished = true } }

    /// Ends both sides with an error; the first one counts.
    func fail(_ error: any Error) {
        end { state in
            state.failure = state.failure ?? error
            state.pieces = []
        }
    }

    private func end(_ change: (inout State) -> Void) {
        let waiter = state.withLock { state in
            change(&state)
            return state.waiter.take()
        }
        waiter?.resume()
        bell.signal()
    }

    /// Ends the transfer when nothing has moved for long; returns when its task is cancelled.
    func watch() async {
        while !Task.isCancelled {
            try? await Task.sleep(for: .seconds(5))
            let moved = state.withLock { $0.moved }
            guard ContinuousClock.now - moved > Self.silence else { continue }
            return fail(DriverError(.timedOut, "No bytes moved for \(Self.silence)."))
        }
    }

    private enum Attempt<Value> { case done(Value), wait, failed(any Error) }

    private func tryPut(_ piece: [UInt8]) -> Attempt<Void> {
        let (attempt, waiter) = state.withLock { state -> (Attempt<Void>, CheckedContinuation<Void, Never>?) in
            if let failure = state.failure { return (.failed(failure), nil) }
            guard state.pieces.count < Self.depth else { return (.wait, nil) }
            state.pieces.append(piece)
            state.moved = .now
            return (.done(()), state.waiter.take())
        }
        waiter?.resume()
        return attempt
    }

    private func tryTake() -> Attempt<[UInt8]?> {
        let (attempt, waiter) = state.withLock { state -> (Attempt<[UInt8]?>, CheckedContinuation<Void, Never>?) in
            if let failure = state.failure { return (.failed(failure), nil) }
            guard !state.pieces.isEmpty else { return (state.isFinished ? .done(nil) : .wait, nil) }
            let piece = state.pieces.removeFirst()
            state.moved = .now
            return (.done(piece), state.waiter.take())
        }
        waiter?.resume()
        return attempt
    }
}

// MARK: The task's side

extension Handover {
    /// Gives a piece to the thread, once there is room.
    func put(_ piece: [UInt8]) async throws {
        while true {
            switch tryPut(piece) {
            case .done: return bell.ring()
            case .failed(let error): throw error
            case .wait: await pause { $0.pieces.count < Self.depth }
            }
        }
    }

    /// Takes a piece of the thread; nil at the end.
    func take() async throws -> [UInt8]? {
        while true {
            switch tryTake() {
            case .done(let piece):
                bell.ring()
                return piece
            case .failed(let error): throw error
            case .wait: await pause { !$0.pieces.isEmpty || $0.isFinished }
            }
        }
    }

    /// Waits until the other side moves, unless `isReady` holds already.
    private func pause(unless isReady: @Sendable (borrowing State) -> Bool) async {
        await withTaskCancellationHandler {
            await withCheckedContinuation { continuation in
                let isOver = state.withLock { state in
                    if state.failure != nil || isReady(state) { return true }
                    state.waiter = continuation
                    return false
                }
                if isOver { continuation.resume() }
            }
        } onCancel: {
            fail(CancellationError())
        }
    }
}

// MARK: The thread's side

extension Handover {
    /// Blocks until there is room.
    func putBlocking(_ piece: [UInt8]) throws {
        while true {
            switch tryPut(piece) {
            case .done: return
            case .failed(let error): throw error
            case .wait: bell.listen()
            }
        }
    }

    /// Blocks until there is a piece; nil at the end.
    func takeBlocking() throws -> [UInt8]? {
        while true {
            switch tryTake() {
            case .done(let piece): return piece
            case .failed(let error): throw error
            case .wait: bell.listen()
            }
        }
    }
}

extension DispatchSemaphore {
    fileprivate func ring() { signal() }
    /// A missed ring costs a second, no more.
    fileprivate func listen() { _ = wait(timeout: .now() + .seconds(1)) }
}
