import ApusModel

extension Client {
    /// Maps to `POST /api/v1/vms/{ref}/export`.
    public func exportVM(
        _ ref: String, _ export: ExportVirtualMachine, key: String, wait: Int? = nil
    ) async throws -> Operation {
        try await operation(Request(.post, api: "vms", ref, "export").body(export), key, wait)
    }

    /// Maps to `GET /api/v1/vms/{ref}/export`.
    public func export(of ref: String) async throws -> MachineExport {
        try await transport.send(Request(.get, api: "vms", ref, "export")).decode(MachineExport.self)
    }

    /// Maps to `DELETE /api/v1/vms/{ref}/export`.
    public func dropExport(of ref: String, key: String, wait: Int? = nil) async throws -> Operation {
        try await operation(Request(.delete, api: "vms", ref, "export"), key, wait)
    }
}
