import ApusModel

extension Client {
    /// Several machines at once, as `count` says; what there is no room for is listed with its problem.
    ///
    /// Maps to `POST /api/v1/vms` with `count`.
    public func createSeveral(_ vm: CreateVirtualMachine, key: String) async throws -> CreationBatch {
        try await transport.send(Request(.post, api: "vms").body(vm).key(key)).decode(CreationBatch.self)
    }

    /// What would be made, and where; changes nothing.
    ///
    /// Maps to `POST /api/v1/vms?dryRun=true`.
    public func creationPreview(_ vm: CreateVirtualMachine) async throws -> CreationPreview {
        try await transport.send(Request(.post, api: "vms").query("dryRun", "true").body(vm)).decode(
            CreationPreview.self)
    }

    /// Maps to `POST /api/v1/vms/{ref}/template`.
    public func makeTemplate(_ ref: String, key: String, wait: Int? = nil) async throws -> Operation {
        try await operation(Request(.post, api: "vms", ref, "template"), key, wait)
    }

    /// Maps to `DELETE /api/v1/vms/{ref}/template`.
    public func unmakeTemplate(_ ref: String, key: String, wait: Int? = nil) async throws -> Operation {
        try await operation(Request(.delete, api: "vms", ref, "template"), key, wait)
    }

    /// Maps to `POST /api/v1/vms/{ref}/rescue`.
    public func rescueVM(
        _ ref: String, _ rescue: RescueVirtualMachine, key: String, wait: Int? = nil
    ) async throws -> Operation {
        try await operation(Request(.post, api: "vms", ref, "rescue").body(rescue), key, wait)
    }

    /// Maps to `GET /api/v1/hosts/{ref}/capabilities`.
    public func capabilities(host ref: String) async throws -> MachineCapabilities {
        try await transport.send(Request(.get, api: "hosts", ref, "capabilities")).decode(MachineCapabilities.self)
    }
}
