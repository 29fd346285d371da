import ApusModel

extension Client {
    /// Where a create request would go, and why not elsewhere; changes nothing.
    ///
    /// Maps to `POST /api/v1/placement/explain`.
    public func explainPlacement(of vm: CreateVirtualMachine) async throws -> PlacementDecision {
        try await transport.send(Request(.post, api: "placement", "explain").body(vm)).decode(PlacementDecision.self)
    }

    /// The latest decisions, newest first.
    ///
    /// Maps to `GET /api/v1/placement/decisions`.
    public func placementDecisions(limit: Int? = nil) async throws -> PlacementDecisions {
        try await transport.send(
            Request(.get, api: "placement", "decisions").query("limit", limit.map(String.init))
        ).decode(PlacementDecisions.self)
    }

    /// Why the VM of a create operation is where it is.
    ///
    /// Maps to `GET /api/v1/placement/decisions/{ref}`.
    public func placementDecision(of operation: String) async throws -> PlacementDecision {
        try await transport.send(Request(.get, api: "placement", "decisions", operation)).decode(PlacementDecision.self)
    }

    /// How many more of each instance type fit.
    ///
    /// Maps to `GET /api/v1/capacity`.
    public func capacity(without host: String? = nil) async throws -> EstateCapacity {
        try await transport.send(Request(.get, api: "capacity").query("without", host)).decode(EstateCapacity.self)
    }
}
