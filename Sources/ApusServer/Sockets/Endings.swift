import Synchronization

/// Work that outlives its WebSocket: ending a child process, closing a recording. Somebody must wait for it when the server ends.
final class Endings: Sendable {
    private let open = Mutex<(next: Int, tasks: [Int: Task<Void, Never>])>((0, [:]))

    func run(_ work: @escaping @Sendable () async -> Void) {
        open.withLock { open in
            let number = open.next
            open.next += 1
            open.tasks[number] = Task {
                await work()
                self.open.withLock { $0.tasks[number] = nil }
            }
        }
    }

    /// Waits until all that has begun is done, or the time is over.
    func settle(within limit: Duration) async {
        let deadline = ContinuousClock.now.advanced(by: limit)
        while !open.withLock({ $0.tasks.isEmpty }), ContinuousClock.now < deadline {
            try? await Task.sleep(for: .milliseconds(20))
        }
    }
}
