import ApusCore
import ApusModel
import FoundationEssentials
import HTTPTypes
import Schema

extension ControlPlane {
    /// One machine or several, or only what they would be.
    var create: Route {
        Route(
            method: .post, path: "/api/v1/vms", policy: .use, name: "create-vm", tag: "Virtual machines",
            summary: "Make a VM from an image, an ISO, a volume, a template or empty disks; several with count",
            query: [.wait, .query("dryRun", .boolean, "Only say what would be made, and where.")],
            body: .init(name: "CreateVirtualMachine", schema: RequestSchemas.createVirtualMachine),
            answers: Route.Answer.operation + [
                .init(
                    status: 207, summary: "With count: each machine's operation, and those that were not accepted.",
                    schema: .reference("CreationBatch", to: ResourceSchemas.creationBatch)),
                .init(
                    status: 200, summary: "With ?dryRun=true: what would be made, and where.",
                    schema: .reference("CreationPreview", to: ResourceSchemas.creationPreview)),
            ]
        ) { call in
            let request = try call.decode(CreateVirtualMachine.self)
            if call.flag("dryRun") { return try .json(try await machines.preview(request, call.caller())) }
            if request.count != nil { return try await createSeveral(request, call) }
            return try await change(call) { try await machines.create(request, $0) }
        }
    }

    private func createSeveral(_ request: CreateVirtualMachine, _ call: Call) async throws -> Reply {
        var batch = try await machines.createSeveral(request, call.caller())
        let end = ContinuousClock.now.advanced(by: call.wait)
        for (index, operation) in batch.operations.enumerated() {
            let rest = max(.zero, ContinuousClock.now.duration(to: end))
            guard rest > .zero else { break }
            batch.operations[index] = await operations.settled(operation.id, within: rest) ?? operation
        }
        return try .json(batch, status: 207)
    }

    /// Templates and rescues.
    func templateRoutes(_ listing: TableRoutes<HostedKey, VirtualMachine>) -> [Route] {
        [
            verb("template", "Mark a stopped VM as a template", RequestSchemas.nothing, listing) { vm, _, caller in
                try await machines.makeTemplate(vm, caller)
            },
            Route(
                method: .delete, path: "/api/v1/vms/{ref}/template", policy: .use, name: "untemplate-vm",
                tag: "Virtual machines",
                summary: "Make a template an ordinary VM again, once no VM is linked to it", query: [.wait],
                answers: Route.Answer.operation
            ) { call in
                try await change(call) { try await machines.unmakeTemplate(try listing.matching(call), $0) }
            },
            rescue(listing),
        ]
    }

    private func rescue(_ listing: TableRoutes<HostedKey, VirtualMachine>) -> Route {
        Route(
            method: .post, path: "/api/v1/vms/{ref}/rescue", policy: .use, name: "rescue-vm", tag: "Virtual machines",
            summary: "Start a stopped VM once from an ISO; its definition stays as it is", query: [.wait],
            body: .init(name: "RescueVirtualMachine", schema: RequestSchemas.rescueVirtualMachine),
            answers: Route.Answer.operation
        ) { call in
            try await change(call) { caller in
                try await machines.rescue(
                    try listing.matching(call), try call.decode(RescueVirtualMachine.self), caller)
            }
        }
    }
}
