import Dispatch

/// Work that blocks: disks, other programs and the system's own tables may take their time, and the pool's few threads must not.
public enum Blocking {
    /// Does it on a thread of its own. Not on a global queue: the pool's threads are the same.
    public static func run<Value: Sendable, Failure: Error>(
        _ work: @escaping @Sendable () throws(Failure) -> Value
    ) async throws(Failure) -> Value {
        let result: Result<Value, Failure> = await withCheckedContinuation { continuation in
            DispatchQueue(label: "apus.blocking").async { continuation.resume(returning: Result(catching: work)) }
        }
        return try result.get()
    }
}
