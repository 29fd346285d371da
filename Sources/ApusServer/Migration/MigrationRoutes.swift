import ApusCore
import ApusModel
import FoundationEssentials
import Schema

extension ControlPlane {
    /// Machines that change their host, and hosts that want none.
    func migrationRoutes(
        _ machines: TableRoutes<HostedKey, VirtualMachine>, _ hosts: TableRoutes<UUID, Host>
    ) -> [Route] {
        [
            migrate(machines), maintenance(hosts),
            mode("disable", "Let a host take no new VMs", .disabled, hosts),
            mode("enable", "Let a host take new VMs again", nil, hosts), rebalancePlan, rebalance,
        ]
    }

    private func migrate(_ listing: TableRoutes<HostedKey, VirtualMachine>) -> Route {
        Route(
            method: .post, path: "/api/v1/vms/{ref}/migrate", policy: .operate, name: "migrate-vm",
            tag: "Virtual machines",
            summary: "Move a VM to another host; ?dryRun=true only says what stands against it",
            query: [.wait, .query("dryRun", .boolean, "Only say what would be, and what stands against it.")],
            body: .init(
                name: "MigrateVirtualMachine", schema: RequestSchemas.migrateVirtualMachine, isRequired: false),
            answers: Route.Answer.operation + [
                .init(
                    status: 200, summary: "With ?dryRun=true: the plan.",
                    schema: .reference("MigrationPlan", to: ResourceSchemas.migrationPlan))
            ]
        ) { call in
            let request = try call.decode(MigrateVirtualMachine.self, standard: .init())
            if call.flag("dryRun") {
                return try .json(await self.machines.migrationPlan(listing.matching(call), request))
            }
            return try await change(call) { try await self.machines.migrate(listing.matching(call), request, $0) }
        }
    }

    private func maintenance(_ listing: TableRoutes<UUID, Host>) -> Route {
        Route(
            method: .post, path: "/api/v1/hosts/{ref}/maintenance", policy: .operate, name: "host-maintenance",
            tag: "Hosts", summary: "Begin or end a host's maintenance, and move its VMs away", query: [.wait],
            body: .init(name: "HostMaintenance", schema: RequestSchemas.hostMaintenance, isRequired: false),
            answers: Route.Answer.operation + [
                .init(
                    status: 200, summary: "Without evacuate: the host.",
                    schema: .reference("Host", to: ResourceSchemas.host))
            ]
        ) { call in
            let request = try call.decode(HostMaintenance.self, standard: .init())
            let host = try listing.find(call.reference)
            let isOn = request.on ?? true
            guard isOn || request.evacuate != true else {
                throw Problem(
                    .invalid, "The request has a fault: a host is evacuated for its maintenance, not at its end.",
                    errors: [
                        .init(pointer: "/evacuate", code: "excluded", message: "is only for the begin of a maintenance")
                    ])
            }
            let row = try await hostSettings.set(isOn ? .maintenance : nil, of: host)
            guard request.evacuate == true else { return try .json(row) }
            return try await change(call) { try await machines.evacuate(row, $0) }
        }
    }

    private func mode(
        _ verb: String, _ summary: String, _ mode: Host.Mode?, _ listing: TableRoutes<UUID, Host>
    ) -> Route {
        Route(
            method: .post, path: "/api/v1/hosts/{ref}/\(verb)", policy: .operate, name: "\(verb)-host", tag: "Hosts",
            summary: summary,
            answers: [
                .init(status: 200, summary: "The host.", schema: .reference("Host", to: ResourceSchemas.host))
            ]
        ) { call in
            try .json(await hostSettings.set(mode, of: try listing.find(call.reference)))
        }
    }

    private var rebalancePlan: Route {
        Route(
            method: .get, path: "/api/v1/rebalance/plan", policy: .view, name: "rebalance-plan", tag: "Hosts",
            summary: "Moves that would even the hosts out; nothing changes",
            answers: [
                .init(
                    status: 200, summary: "The plan.",
                    schema: .reference("RebalancePlan", to: ResourceSchemas.rebalancePlan))
            ]
        ) { _ in try .json(machines.rebalancePlan()) }
    }

    private var rebalance: Route {
        Route(
            method: .post, path: "/api/v1/rebalance", policy: .operate, name: "rebalance", tag: "Hosts",
            summary: "Carry out a plan that was read; refused where the estate has changed since", query: [.wait],
            body: .init(name: "RunRebalance", schema: RequestSchemas.runRebalance), answers: Route.Answer.operation
        ) { call in
            let request = try call.decode(RunRebalance.self)
            return try await change(call) { try await machines.rebalance(request, $0) }
        }
    }
}
