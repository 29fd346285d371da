import ApusModel

extension Client {
    /// Maps to `GET /api/v1/vms/{ref}/snapshots`.
    public func snapshots<Row: Codable & Sendable>(
        of vm: String, _ type: Row.Type = VirtualMachineSnapshot.self
    ) async throws -> [Row] {
        let request = Request(.get, api: "vms", vm, "snapshots").query("limit", "1000")
        return try await transport.send(request).decode(Page<Row>.self).items
    }

    /// Maps to `GET /api/v1/vms/{ref}/snapshots/{name}`.
    public func snapshot<Row: Decodable>(
        _ name: String, of vm: String, _ type: Row.Type = VirtualMachineSnapshot.self
    ) async throws -> Row {
        try await transport.send(Request(.get, api: "vms", vm, "snapshots", name)).decode(type)
    }

    /// Maps to `POST /api/v1/vms/{ref}/snapshots`.
    public func createSnapshot(
        of vm: String, _ snapshot: CreateSnapshot, key: String, wait: Int? = nil
    ) async throws -> Operation {
        try await operation(Request(.post, api: "vms", vm, "snapshots").body(snapshot), key, wait)
    }

    /// Maps to `POST /api/v1/vms/{ref}/snapshots/{name}/revert`.
    public func revert(
        _ vm: String, to snapshot: String, _ revert: RevertSnapshot, key: String, wait: Int? = nil
    ) async throws -> Operation {
        try await operation(Request(.post, api: "vms", vm, "snapshots", snapshot, "revert").body(revert), key, wait)
    }

    /// Maps to `DELETE /api/v1/vms/{ref}/snapshots/{name}`.
    public func deleteSnapshot(
        _ snapshot: String, of vm: String, children: Bool = false, key: String, wait: Int? = nil
    ) async throws -> Operation {
        let request = Request(.delete, api: "vms", vm, "snapshots", snapshot)
        return try await operation(children ? request.query("children", "true") : request, key, wait)
    }
}
