import ApusCore
import ApusModel
import FoundationEssentials
import Schema

extension ControlPlane {
    /// What operators do with storage pools.
    func poolRoutes(_ listing: TableRoutes<HostedKey, StoragePool>) -> [Route] {
        [
            createPool, poolUsage(listing),
            verb("start", "Start a pool", listing) { try await pools.start($0, $1) },
            verb("stop", "Stop a pool; its data stay", listing) { try await pools.stop($0, $1) },
            verb("refresh", "Look for what others put into a pool", listing) { try await pools.refresh($0, $1) },
            changePool(listing), deletePool(listing),
        ]
    }

    private var createPool: Route {
        Route(
            method: .post, path: "/api/v1/pools", policy: .operate, name: "create-pool", tag: "Storage pools",
            summary: "Make a storage pool and start it; nothing is ever formatted", query: [.wait],
            body: .init(name: "CreatePool", schema: RequestSchemas.createPool), answers: Route.Answer.operation
        ) { call in
            try await change(call) { try await pools.create(try call.decode(CreatePool.self), $0) }
        }
    }

    private func poolUsage(_ listing: TableRoutes<HostedKey, StoragePool>) -> Route {
        Route(
            method: .get, path: "/api/v1/pools/{ref}/usage", policy: .view, name: "pool-usage", tag: "Storage pools",
            summary: "What fills a pool: its largest volumes, orphans, and what guests may come to take",
            answers: [
                .init(
                    status: 200, summary: "The usage.", schema: .reference("PoolUsage", to: ResourceSchemas.poolUsage))
            ]
        ) { call in try .json(pools.usage(of: try listing.find(call.reference))) }
    }

    private func verb(
        _ name: String, _ summary: String, _ listing: TableRoutes<HostedKey, StoragePool>,
        _ act: @escaping @Sendable (StoragePool, Caller) async throws -> ApusModel.Operation
    ) -> Route {
        Route(
            method: .post, path: "/api/v1/pools/{ref}/\(name)", policy: .operate, name: "\(name)-pool",
            tag: "Storage pools", summary: summary, query: [.wait], answers: Route.Answer.operation
        ) { call in
            try await change(call) { try await act(try listing.matching(call), $0) }
        }
    }

    private func changePool(_ listing: TableRoutes<HostedKey, StoragePool>) -> Route {
        Route(
            method: .patch, path: "/api/v1/pools/{ref}", policy: .operate, name: "change-pool", tag: "Storage pools",
            summary: "Set whether a pool starts with its host", query: [.wait],
            body: .init(name: "ChangePool", schema: RequestSchemas.changePool), answers: Route.Answer.operation
        ) { call in
            try await change(call) { caller in
                try await pools.change(try listing.matching(call), try call.decode(ChangePool.self), caller)
            }
        }
    }

    private func deletePool(_ listing: TableRoutes<HostedKey, StoragePool>) -> Route {
        Route(
            method: .delete, path: "/api/v1/pools/{ref}", policy: .operate, name: "delete-pool", tag: "Storage pools",
            summary: "Let a host forget a pool; its volumes stay. ?dryRun=true only says what would go",
            query: [.wait, .dryRun], answers: Route.Answer.operation + [.storagePlan]
        ) { call in
            if call.flag("dryRun") { return try .json(pools.deletionPlan(listing.matching(call))) }
            return try await change(call) { try await pools.delete(try listing.matching(call), $0) }
        }
    }
}

extension APIOperation.Parameter {
    static let dryRun = query("dryRun", .boolean, "Only say what would go.")
}

extension Route.Answer {
    static let storagePlan = Route.Answer(
        status: 200, summary: "With ?dryRun=true: the plan.",
        schema: .reference("StoragePlan", to: ResourceSchemas.storagePlan))
}
