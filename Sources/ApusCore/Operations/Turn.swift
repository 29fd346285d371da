import ApusModel

/// Lets works run one after the other, in the order they came.
///
/// Not a lock: a work that is cancelled or fails does not keep the next from its turn.
public actor Turn {
    private var last: Task<Void, Never>?
    /// Works that run or wait.
    private var count = 0

    public init() {}

    /// Runs `work` when all works before it have ended.
    /// - Parameters:
    ///   - bound: whether the work is cancelled with its caller; else it goes on.
    ///   - most: works that may run and wait at a time.
    /// - Throws: a ``Problem`` `busy` when there are more, else what `work` throws.
    public func next<Value: Sendable>(
        bound: Bool = false, most: Int = .max, _ work: @escaping @Sendable () async throws -> Value
    ) async throws -> Value {
        guard count < most else { throw Problem(.busy, "\(count) are before this one; try again in a few seconds.") }
        count += 1
        defer { count -= 1 }
        let previous = last
        let task = Task {
            await previous?.value
            return try await work()
        }
        // An error belongs to its own caller.
        last = Task { _ = try? await task.value }
        return try await withTaskCancellationHandler {
            try await task.value
        } onCancel: {
            if bound { task.cancel() }
        }
    }
}
