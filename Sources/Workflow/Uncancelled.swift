/// Runs `body` to its end even when the calling task is cancelled: for undoing and for writing down what happened.
public func uncancelled<Value: Sendable>(_ body: @escaping @Sendable () async throws -> Value) async throws -> Value {
    try await Task { try await body() }.value
}
