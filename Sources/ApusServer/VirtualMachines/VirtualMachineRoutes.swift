import FoundationEssentials
import ApusCore
import ApusModel
import Schema

extension ControlPlane {
    /// The verbs of a VM. A new one is one route here, one function in `VirtualMachines` and one command.
    func machineRoutes(_ listing: TableRoutes<HostedKey, VirtualMachine>) -> [Route] {
        [
            Route(
                method: .post, path: "/api/v1/vms", policy: .use, name: "create-vm", tag: "Virtual machines",
                summary: "Make a VM from an image", query: [.wait],
                body: .init(name: "CreateVirtualMachine", schema: RequestSchemas.createVirtualMachine),
                answers: Route.Answer.operation
            ) { call in
                try await reply(try await machines.create(try call.decode(CreateVirtualMachine.self), try call.caller()), call)
            },
            verb("start", "Start a VM that is off", RequestSchemas.startVirtualMachine, "StartVirtualMachine", listing) { vm, call in
                try await machines.start(vm, try call.caller())
            },
            verb("stop", "Stop a VM: the guest first, then its power", RequestSchemas.stopVirtualMachine, "StopVirtualMachine", listing) { vm, call in
                try await machines.stop(vm, try call.decode(StopVirtualMachine.self, standard: .init()), try call.caller())
            },
            delete(listing),
        ]
    }

    /// `POST /vms/{ref}/<verb>` with an optional body.
    private func verb(
        _ name: String, _ summary: String, _ schema: Schema, _ schemaName: String,
        _ listing: TableRoutes<HostedKey, VirtualMachine>,
        _ act: @escaping @Sendable (VirtualMachine, Call) async throws -> ApusModel.Operation
    ) -> Route {
        Route(
            method: .post, path: "/api/v1/vms/{ref}/\(name)", policy: .use, name: "\(name)-vm", tag: "Virtual machines",
            summary: summary, query: [.wait], body: .init(name: schemaName, schema: schema, isRequired: false),
            answers: Route.Answer.operation
        ) { call in
            let vm = try listing.find(call.reference)
            try EntityTag.check(call, vm)
            return try await reply(try await act(vm, call), call)
        }
    }

    private func delete(_ listing: TableRoutes<HostedKey, VirtualMachine>) -> Route {
        Route(
            method: .delete, path: "/api/v1/vms/{ref}", policy: .use, name: "delete-vm", tag: "Virtual machines",
            summary: "Delete a VM with the volumes made for it; ?dryRun=true only says which",
            query: [.wait, .query("dryRun", .boolean, "Only say what would go.")],
            answers: Route.Answer.operation + [
                .init(status: 200, summary: "With ?dryRun=true: the plan.", schema: .reference("DeletionPlan", to: ResourceSchemas.deletionPlan))
            ]
        ) { call in
            let vm = try await deletable(call, listing)
            switch vm {
            case .left(let earlier): return try await reply(earlier, call)
            case .right(let vm):
                if call.flag("dryRun") { return try .json(machines.deletionPlan(vm)) }
                try EntityTag.check(call, vm)
                return try await reply(try await machines.delete(vm, try call.caller()), call)
            }
        }
    }

    private enum Deletable {
        case left(ApusModel.Operation)
        case right(VirtualMachine)
    }

    /// A retried deletion finds the VM gone: then the operation of the first try is the answer.
    private func deletable(_ call: Call, _ listing: TableRoutes<HostedKey, VirtualMachine>) async throws -> Deletable {
        do {
            return .right(try listing.find(call.reference))
        } catch let problem as Problem where problem.code == ProblemCode.notFound.rawValue {
            guard let earlier = try await operations.existing(under: try call.caller().idempotency) else { throw problem }
            return .left(earlier)
        }
    }
}
