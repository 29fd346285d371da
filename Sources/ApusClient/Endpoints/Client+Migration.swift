import ApusModel
import FoundationEssentials

extension Client {
    /// Maps to `POST /api/v1/vms/{ref}/migrate`.
    public func migrateVM(
        _ ref: String, _ migration: MigrateVirtualMachine, key: String, wait: Int? = nil
    ) async throws -> Operation {
        try await operation(Request(.post, api: "vms", ref, "migrate").body(migration), key, wait)
    }

    /// What a migration would do, and what stands against it; changes nothing.
    ///
    /// Maps to `POST /api/v1/vms/{ref}/migrate?dryRun=true`.
    public func migrationPlan(_ ref: String, _ migration: MigrateVirtualMachine) async throws -> MigrationPlan {
        let request = try Request(.post, api: "vms", ref, "migrate").query("dryRun", "true").body(migration)
        return try await transport.send(request).decode(MigrationPlan.self)
    }

    /// Sets whether a host takes new machines.
    ///
    /// Maps to `POST /api/v1/hosts/{ref}/enable` or `disable`.
    public func setHost(_ ref: String, enabled: Bool) async throws -> Host {
        try await transport.send(Request(.post, api: "hosts", ref, enabled ? "enable" : "disable")).decode(Host.self)
    }

    /// Begins or ends a host's maintenance; its machines stay.
    ///
    /// Maps to `POST /api/v1/hosts/{ref}/maintenance`.
    public func setMaintenance(_ ref: String, on: Bool) async throws -> Host {
        let request = try Request(.post, api: "hosts", ref, "maintenance").body(HostMaintenance(on: on))
        return try await transport.send(request).decode(Host.self)
    }

    /// Begins a host's maintenance and moves its machines away.
    ///
    /// Maps to `POST /api/v1/hosts/{ref}/maintenance`.
    public func evacuate(_ ref: String, key: String, wait: Int? = nil) async throws -> Operation {
        let body = HostMaintenance(on: true, evacuate: true)
        return try await operation(Request(.post, api: "hosts", ref, "maintenance").body(body), key, wait)
    }

    /// Maps to `GET /api/v1/rebalance/plan`.
    public func rebalancePlan() async throws -> RebalancePlan {
        try await transport.send(Request(.get, api: "rebalance", "plan")).decode(RebalancePlan.self)
    }

    /// Maps to `POST /api/v1/rebalance`.
    public func rebalance(plan: String, key: String, wait: Int? = nil) async throws -> Operation {
        try await operation(Request(.post, api: "rebalance").body(RunRebalance(plan: plan)), key, wait)
    }
}
