import ApusCore
import ApusModel
import FoundationEssentials
import Schema

extension ControlPlane {
    /// What users do with volumes. `{ref}` is a UUID, `pool:volume` or a name.
    func volumeRoutes(_ listing: TableRoutes<HostedKey, Volume>) -> [Route] {
        let wipe = destruction(
            .post, "/{ref}/wipe", "wipe-volume", "Overwrite a volume that nothing needs with zeros", nil, listing,
            plan: { volume, _ in try await volumes.deletionPlan(volume) },
            act: { volume, _, caller in try await volumes.wipe(volume, caller) })
        let delete = destruction(
            .delete, "/{ref}", "delete-volume", "Delete a volume that no VM, image or other volume needs", nil, listing,
            plan: { volume, _ in try await volumes.deletionPlan(volume) },
            act: { volume, _, caller in try await volumes.delete(volume, caller) })
        return [createVolume, grow(listing), clone(listing), move(listing), wipe, delete]
    }

    private var createVolume: Route {
        Route(
            method: .post, path: "/api/v1/volumes", policy: .operate, name: "create-volume", tag: "Volumes",
            summary: "Make a volume", query: [.wait],
            body: .init(name: "CreateVolume", schema: RequestSchemas.createVolume), answers: Route.Answer.operation
        ) { call in
            try await change(call) { try await volumes.create(try call.decode(CreateVolume.self), $0) }
        }
    }

    private func grow(_ listing: TableRoutes<HostedKey, Volume>) -> Route {
        Route(
            method: .post, path: "/api/v1/volumes/{ref}/grow", policy: .operate, name: "grow-volume", tag: "Volumes",
            summary: "Make a volume larger", query: [.wait],
            body: .init(name: "GrowVolume", schema: RequestSchemas.growVolume), answers: Route.Answer.operation
        ) { call in
            try await change(call) { caller in
                try await volumes.grow(try listing.matching(call), try call.decode(GrowVolume.self), caller)
            }
        }
    }

    private func clone(_ listing: TableRoutes<HostedKey, Volume>) -> Route {
        Route(
            method: .post, path: "/api/v1/volumes/{ref}/clone", policy: .operate, name: "clone-volume", tag: "Volumes",
            summary: "Make a full copy of a volume in a pool of the same host", query: [.wait],
            body: .init(name: "CloneVolume", schema: RequestSchemas.cloneVolume), answers: Route.Answer.operation
        ) { call in
            try await change(call) { caller in
                try await volumes.clone(try listing.matching(call), try call.decode(CloneVolume.self), caller)
            }
        }
    }

    private func move(_ listing: TableRoutes<HostedKey, Volume>) -> Route {
        destruction(
            .post, "/{ref}/move", "move-volume",
            "Bring a volume to another pool of its host; the VM that has it may run meanwhile",
            .init(name: "MoveVolume", schema: RequestSchemas.moveVolume), listing,
            plan: { volume, call in try await volumes.movePlan(volume, try call.decode(MoveVolume.self)) },
            act: { volume, call, caller in try await volumes.move(volume, try call.decode(MoveVolume.self), caller) })
    }

    /// A change that takes something away, and says what with `?dryRun=true`.
    private func destruction(
        _ method: Route.Method, _ path: String, _ name: String, _ summary: String, _ body: Route.Body?,
        _ listing: TableRoutes<HostedKey, Volume>,
        plan: @escaping @Sendable (Volume, Call) async throws -> StoragePlan,
        act: @escaping @Sendable (Volume, Call, Caller) async throws -> ApusModel.Operation
    ) -> Route {
        Route(
            method: method, path: "/api/v1/volumes" + path, policy: .operate, name: name, tag: "Volumes",
            summary: summary + "; ?dryRun=true only says what would go", query: [.wait, .dryRun], body: body,
            answers: Route.Answer.operation + [.storagePlan]
        ) { call in
            if call.flag("dryRun") { return try .json(try await plan(try listing.matching(call), call)) }
            return try await change(call) { try await act(try listing.matching(call), call, $0) }
        }
    }
}
