import ApusModel

extension Client {
    /// Maps to `POST /api/v1/vms/{ref}/clone`.
    public func cloneVM(
        _ ref: String, _ clone: CloneVirtualMachine, key: String, wait: Int? = nil
    ) async throws -> Operation {
        try await operation(Request(.post, api: "vms", ref, "clone").body(clone), key, wait)
    }

    /// What a clone would be; changes nothing.
    ///
    /// Maps to `POST /api/v1/vms/{ref}/clone?dryRun=true`.
    public func clonePreview(_ ref: String, _ clone: CloneVirtualMachine) async throws -> CreationPreview {
        try await transport.send(Request(.post, api: "vms", ref, "clone").query("dryRun", "true").body(clone)).decode(
            CreationPreview.self)
    }
}
