import ApusModel

extension Client {
    /// One operation; with `wait` (seconds, at most 45) the answer comes when it has settled or the time is up.
    ///
    /// Maps to `GET /api/v1/operations/{ref}`.
    public func operation(_ ref: String, wait: Int? = nil) async throws -> Operation {
        try await transport.send(Request(.get, api: "operations", ref).waiting(wait)).decode(Operation.self)
    }

    /// Asks for a cancel, which is done when the operation has settled as cancelled.
    ///
    /// Maps to `DELETE /api/v1/operations/{ref}`.
    public func cancelOperation(_ ref: String, key: String) async throws -> Operation {
        try await operation(Request(.delete, api: "operations", ref), key, nil)
    }

    /// Takes a stuck operation up again.
    ///
    /// Maps to `POST /api/v1/operations/{ref}/retry`.
    public func retryOperation(_ ref: String, key: String) async throws -> Operation {
        try await operation(Request(.post, api: "operations", ref, "retry"), key, nil)
    }
}
