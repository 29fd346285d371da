import ApusModel

/// Virtual networks: changes are carried out by the operation that is returned.
extension Client {
    /// Maps to `POST /api/v1/networks`.
    public func create(_ network: CreateNetwork, key: String, wait: Int? = nil) async throws -> Operation {
        try await operation(Request(.post, api: "networks").body(network), key, wait)
    }

    /// Maps to `PATCH /api/v1/networks/{ref}`.
    public func updateNetwork(
        _ ref: String, _ update: UpdateNetwork, key: String, wait: Int? = nil
    ) async throws -> Operation {
        try await operation(Request(.patch, api: "networks", ref).body(update), key, wait)
    }

    /// Maps to `POST /api/v1/networks/{ref}/start`.
    public func startNetwork(_ ref: String, key: String, wait: Int? = nil) async throws -> Operation {
        try await operation(Request(.post, api: "networks", ref, "start"), key, wait)
    }

    /// Maps to `POST /api/v1/networks/{ref}/stop`.
    public func stopNetwork(
        _ ref: String, force: Bool, key: String, wait: Int? = nil
    ) async throws -> Operation {
        try await operation(Request(.post, api: "networks", ref, "stop").body(StopNetwork(force: force)), key, wait)
    }

    /// Maps to `DELETE /api/v1/networks/{ref}`.
    public func deleteNetwork(
        _ ref: String, force: Bool, key: String, wait: Int? = nil
    ) async throws -> Operation {
        let request = Request(.delete, api: "networks", ref).query("force", force ? "true" : nil)
        return try await operation(request, key, wait)
    }

    /// Whom stopping or deleting would meet; changes nothing.
    ///
    /// Maps to `DELETE /api/v1/networks/{ref}?dryRun=true`.
    public func networkImpact(_ ref: String) async throws -> NetworkImpact {
        try await transport.send(Request(.delete, api: "networks", ref).query("dryRun", "true"))
            .decode(NetworkImpact.self)
    }

    /// Maps to `GET /api/v1/networks/{ref}/leases`.
    public func leases(_ ref: String) async throws -> [Lease] {
        struct Answer: Decodable { var items: [Lease] }
        return try await transport.send(Request(.get, api: "networks", ref, "leases")).decode(Answer.self).items
    }

    /// Maps to `POST /api/v1/networks/{ref}/leases/{mac}`.
    public func fixLease(
        _ ref: String, mac: String, _ lease: FixLease, key: String, wait: Int? = nil
    ) async throws -> Operation {
        try await operation(Request(.post, api: "networks", ref, "leases", mac).body(lease), key, wait)
    }

    /// Maps to `DELETE /api/v1/networks/{ref}/leases/{mac}`.
    public func releaseLease(_ ref: String, mac: String, key: String, wait: Int? = nil) async throws -> Operation {
        try await operation(Request(.delete, api: "networks", ref, "leases", mac), key, wait)
    }

    /// Maps to `POST /api/v1/networks/{ref}/dns/{name}`.
    public func addName(
        _ ref: String, _ name: String, ip: String, key: String, wait: Int? = nil
    ) async throws -> Operation {
        try await operation(Request(.post, api: "networks", ref, "dns", name).body(AddName(ip: ip)), key, wait)
    }

    /// Maps to `DELETE /api/v1/networks/{ref}/dns/{name}`.
    public func removeName(_ ref: String, _ name: String, key: String, wait: Int? = nil) async throws -> Operation {
        try await operation(Request(.delete, api: "networks", ref, "dns", name), key, wait)
    }
}

/// What hosts have for networks.
extension Client {
    /// Maps to `GET /api/v1/hosts/{ref}/interfaces`.
    public func interfaces(host ref: String) async throws -> [HostInterface] {
        struct Answer: Decodable { var items: [HostInterface] }
        return try await transport.send(Request(.get, api: "hosts", ref, "interfaces")).decode(Answer.self).items
    }

    /// Maps to `GET /api/v1/hosts/{ref}/filters`.
    public func filters(host ref: String) async throws -> [NetworkFilter] {
        struct Answer: Decodable { var items: [NetworkFilter] }
        return try await transport.send(Request(.get, api: "hosts", ref, "filters")).decode(Answer.self).items
    }

    /// Maps to `GET /api/v1/hosts/{ref}/filters/{name}`.
    public func filter(_ name: String, host ref: String) async throws -> NetworkFilter {
        try await transport.send(Request(.get, api: "hosts", ref, "filters", name)).decode(NetworkFilter.self)
    }

    /// Maps to `POST /api/v1/hosts/{ref}/filters`.
    public func create(
        _ filter: CreateNetworkFilter, host ref: String, key: String, wait: Int? = nil
    ) async throws -> Operation {
        try await operation(Request(.post, api: "hosts", ref, "filters").body(filter), key, wait)
    }

    /// Maps to `DELETE /api/v1/hosts/{ref}/filters/{name}`.
    public func deleteFilter(
        _ name: String, host ref: String, key: String, wait: Int? = nil
    ) async throws -> Operation {
        try await operation(Request(.delete, api: "hosts", ref, "filters", name), key, wait)
    }
}
