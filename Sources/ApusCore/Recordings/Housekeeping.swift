import Synchronization

/// Work that goes on as long as the server does.
final class Housekeeping: Sendable {
    private let work = Mutex<Task<Void, Never>?>(nil)

    func start(_ job: @escaping @Sendable () async -> Void) {
        work.withLock { work in if work == nil { work = Task { await job() } } }
    }

    func stop() async {
        let task = work.withLock { $0 }
        task?.cancel()
        await task?.value
    }
}
