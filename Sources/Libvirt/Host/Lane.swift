import CLibvirt
import NIOPosix
import Synchronization

/// A few threads for blocking calls. A thread held by a call that never returns stays so until the process ends; the
/// lane is then replaced, and its other threads end.
final class Lane: Sendable {
    let threads: Int
    private let pool: NIOThreadPool
    private let running = Atomic<Int>(0)

    init(threads: Int) {
        self.threads = max(1, threads)
        pool = NIOThreadPool(numberOfThreads: self.threads)
        pool.start()
    }

    deinit {
        pool.shutdownGracefully { _ in }
    }

    /// Threads that are in a job.
    var busy: Int { running.load(ordering: .relaxed) }

    /// Runs a job when a thread is free; never if the lane is stopped before.
    func submit(_ job: @escaping @Sendable () -> Void) {
        pool.submit { state in
            guard state == .active else { return }
            self.run(job)
        }
    }

    /// Runs a job when a thread is free, or elsewhere off the cooperative pool once the lane is stopped.
    func submitAlways(_ job: @escaping @Sendable () -> Void) {
        pool.submit { _ in self.run(job) }
    }

    /// Ends the threads as they become free. `then` runs when all have ended.
    func stop(then: @escaping @Sendable () -> Void = {}) {
        pool.shutdownGracefully { _ in then() }
    }

    private func run(_ job: () -> Void) {
        clibvirt_block_sigpipe()
        running.add(1, ordering: .relaxed)
        job()
        running.subtract(1, ordering: .relaxed)
    }
}
