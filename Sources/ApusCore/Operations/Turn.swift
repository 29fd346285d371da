/// Lets works run one after the other, in the order they came.
///
/// Not a lock: a work that is cancelled or fails does not keep the next from its turn.
public actor Turn {
    private var last: Task<Void, Never>?

    public init() {}

    /// Runs `work` when all works before it have ended.
    /// - Parameter bound: whether the work is cancelled with its caller; else it goes on.
    public func next<Value: Sendable>(
        bound: Bool = false, _ work: @escaping @Sendable () async throws -> Value
    ) async throws -> Value {
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
