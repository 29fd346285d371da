import ApusCore
import ApusModel
import FoundationEssentials
import Schema

extension ControlPlane {
    /// A full copy of a VM, or only what it would be.
    func clone(_ listing: TableRoutes<HostedKey, VirtualMachine>) -> Route {
        Route(
            method: .post, path: "/api/v1/vms/{ref}/clone", policy: .use, name: "clone-vm", tag: "Virtual machines",
            summary: "Make a full copy of a stopped VM, with a new identity",
            query: [.wait, .query("dryRun", .boolean, "Only say what would be made.")],
            body: .init(name: "CloneVirtualMachine", schema: RequestSchemas.cloneVirtualMachine),
            answers: Route.Answer.operation + [
                .init(
                    status: 200, summary: "With ?dryRun=true: what would be made.",
                    schema: .reference("CreationPreview", to: ResourceSchemas.creationPreview))
            ]
        ) { call in
            let request = try call.decode(CloneVirtualMachine.self)
            if call.flag("dryRun") {
                return try .json(try await machines.clonePreview(try listing.matching(call), request))
            }
            return try await change(call) { try await machines.clone(try listing.matching(call), request, $0) }
        }
    }
}
