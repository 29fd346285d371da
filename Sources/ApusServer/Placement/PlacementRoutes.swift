import ApusCore
import ApusModel
import FoundationEssentials

extension ControlPlane {
    /// Why machines are where they are, where one would go, and how many more there is room for.
    func placementRoutes(
        _ hosts: TableRoutes<UUID, Host>, _ operations: TableRoutes<UUID, ApusModel.Operation>
    ) -> [Route] {
        [explain, decisions, decision(operations), capacity(hosts)]
    }

    private var explain: Route {
        Route(
            method: .post, path: "/api/v1/placement/explain", policy: .use, name: "explain-placement", tag: "Placement",
            summary: "Where a create request would go, and why not elsewhere; nothing changes",
            body: .init(name: "CreateVirtualMachine", schema: RequestSchemas.createVirtualMachine),
            answers: [.init(status: 200, summary: "The decision.", schema: .placementDecision)]
        ) { call in
            try .json(try await placements.explain(try call.decode(CreateVirtualMachine.self)))
        }
    }

    private var decisions: Route {
        Route(
            method: .get, path: "/api/v1/placement/decisions", policy: .view, name: "list-placement-decisions",
            tag: "Placement", summary: "The latest decisions, newest first, and how often the shadow agrees",
            query: [.query("limit", .integer(1...1000), "How many; 20 when absent.")],
            answers: [
                .init(
                    status: 200, summary: "Those that are kept.",
                    schema: .reference("PlacementDecisions", to: ResourceSchemas.placementDecisions))
            ]
        ) { call in
            try .json(try await placements.decisions(limit: call.integer("limit") ?? 20))
        }
    }

    private func decision(_ operations: TableRoutes<UUID, ApusModel.Operation>) -> Route {
        Route(
            method: .get, path: "/api/v1/placement/decisions/{ref}", policy: .view, name: "show-placement-decision",
            tag: "Placement", summary: "Why the VM of a create operation is where it is",
            answers: [.init(status: 200, summary: "The decision.", schema: .placementDecision)]
        ) { call in
            try .json(try await placements.decision(of: operations.find(call.reference).id))
        }
    }

    private func capacity(_ hosts: TableRoutes<UUID, Host>) -> Route {
        Route(
            method: .get, path: "/api/v1/capacity", policy: .view, name: "capacity", tag: "Placement",
            summary: "How many more of each instance type fit, also after the failure of a host",
            query: [.query("without", .reference, "A host that fails: its VMs are placed on the others first.")],
            answers: [
                .init(
                    status: 200, summary: "The figures.",
                    schema: .reference("Capacity", to: ResourceSchemas.capacity))
            ]
        ) { call in
            try .json(try await placements.capacity(without: try call.query["without"].map { try hosts.find($0) }))
        }
    }
}
