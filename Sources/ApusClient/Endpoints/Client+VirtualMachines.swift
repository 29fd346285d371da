import ApusModel

/// Each of these is accepted at once and carried out by the operation that is returned; `wait` (seconds, at most 45) lets the
/// server hold its answer until the operation has settled. `key` makes a repeated request safe.
extension Client {
    /// Maps to `POST /api/v1/vms`.
    public func create(_ vm: CreateVirtualMachine, key: String, wait: Int? = nil) async throws -> Operation {
        try await operation(Request(.post, api: "vms").body(vm), key, wait)
    }

    /// Maps to `POST /api/v1/vms/{ref}/start`.
    public func startVM(_ ref: String, key: String, wait: Int? = nil) async throws -> Operation {
        try await operation(Request(.post, api: "vms", ref, "start"), key, wait)
    }

    /// Maps to `POST /api/v1/vms/{ref}/stop`.
    public func stopVM(
        _ ref: String, _ stop: StopVirtualMachine, key: String, wait: Int? = nil
    ) async throws -> Operation {
        try await operation(Request(.post, api: "vms", ref, "stop").body(stop), key, wait)
    }

    /// Maps to `DELETE /api/v1/vms/{ref}`.
    public func deleteVM(
        _ ref: String, volumes: DeletedVolumes? = nil, key: String, wait: Int? = nil
    ) async throws -> Operation {
        try await operation(Request(.delete, api: "vms", ref).query("volumes", volumes?.rawValue), key, wait)
    }

    /// What deleting would take away; changes nothing.
    ///
    /// Maps to `DELETE /api/v1/vms/{ref}?dryRun=true`.
    public func deletionPlan(_ ref: String, volumes: DeletedVolumes? = nil) async throws -> DeletionPlan {
        let request = Request(.delete, api: "vms", ref).query("dryRun", "true").query("volumes", volumes?.rawValue)
        return try await transport.send(request).decode(DeletionPlan.self)
    }

    func operation(_ request: Request, _ key: String, _ wait: Int?) async throws -> Operation {
        try await transport.send(request.key(key).waiting(wait)).decode(Operation.self)
    }
}
