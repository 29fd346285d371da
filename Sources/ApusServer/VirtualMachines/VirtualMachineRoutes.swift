import ApusCore
import ApusModel
import FoundationEssentials
import Schema

extension ControlPlane {
    /// The verbs of a VM. A new one is one route here, one function in `VirtualMachines` and one command.
    func machineRoutes(_ listing: TableRoutes<HostedKey, VirtualMachine>) -> [Route] {
        [
            create,
            verb(
                "start", "Start a VM that is off, or restore one that is saved", RequestSchemas.startVirtualMachine,
                listing
            ) { vm, call, caller in
                try await machines.start(vm, caller, try call.decode(StartVirtualMachine.self, standard: .init()))
            },
            verb(
                "stop", "Stop a VM: the guest first, then its power", RequestSchemas.stopVirtualMachine, listing
            ) { vm, call, caller in
                try await machines.stop(vm, try call.decode(StopVirtualMachine.self, standard: .init()), caller)
            },
            delete(listing), clone(listing),
        ] + powerRoutes(listing) + changeRoutes(listing) + xmlRoutes(listing) + templateRoutes(listing)
            + exportRoutes(listing)
    }

    /// `POST /vms/{ref}/<verb>` with an optional body.
    func verb(
        _ name: String, _ summary: String, _ schema: Schema, _ listing: TableRoutes<HostedKey, VirtualMachine>,
        _ act: @escaping @Sendable (VirtualMachine, Call, Caller) async throws -> ApusModel.Operation
    ) -> Route {
        Route(
            method: .post, path: "/api/v1/vms/{ref}/\(name)", policy: .use, name: "\(name)-vm", tag: "Virtual machines",
            summary: summary, query: [.wait],
            body: .init(name: "\(name.capitalized)VirtualMachine", schema: schema, isRequired: false),
            answers: Route.Answer.operation
        ) { call in
            try await change(call) { caller in try await act(try listing.matching(call), call, caller) }
        }
    }

    private func delete(_ listing: TableRoutes<HostedKey, VirtualMachine>) -> Route {
        Route(
            method: .delete, path: "/api/v1/vms/{ref}", policy: .use, name: "delete-vm", tag: "Virtual machines",
            summary: "Delete a VM with its volumes; ?dryRun=true only says which",
            query: [
                .wait, .query("dryRun", .boolean, "Only say what would go."),
                .query(
                    "volumes", .oneOf(DeletedVolumes.self),
                    "own: those made for it (the default); all: its other disks too, unless something uses them; none."),
            ],
            answers: Route.Answer.operation + [
                .init(
                    status: 200, summary: "With ?dryRun=true: the plan.",
                    schema: .reference("DeletionPlan", to: ResourceSchemas.deletionPlan))
            ]
        ) { call in
            let volumes = call.query["volumes"].flatMap(DeletedVolumes.init) ?? .own
            if call.flag("dryRun") {
                return try .json(await machines.deletionPlan(listing.matching(call), volumes: volumes))
            }
            return try await change(call) {
                try await machines.delete(try listing.matching(call), $0, volumes: volumes)
            }
        }
    }
}
