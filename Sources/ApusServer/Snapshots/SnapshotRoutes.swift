import ApusCore
import ApusModel
import FoundationEssentials
import Inventory
import Schema

extension ControlPlane {
    /// Snapshots as parts of their VM.
    func snapshotRoutes(
        _ listing: TableRoutes<HostedKey, VirtualMachineSnapshot>, of vms: TableRoutes<HostedKey, VirtualMachine>
    ) -> [Route] {
        [list(listing, vms), show(vms), create(vms), revert(vms), delete(vms)]
    }

    private static var path: String { "/api/v1/vms/{ref}/snapshots" }
    private static var tag: String { VirtualMachineSnapshot.columns.kind.title }

    /// The list of all, of which the filter lets one VM's through.
    private func list(
        _ listing: TableRoutes<HostedKey, VirtualMachineSnapshot>, _ vms: TableRoutes<HostedKey, VirtualMachine>
    ) -> Route {
        let all = listing.list
        return Route(
            method: .get, path: Self.path, policy: .view, name: "list-vm-snapshots", tag: Self.tag,
            summary: "The snapshots of a VM, filtered and sorted; CSV with Accept: text/csv", query: all.query,
            answers: all.answers
        ) { call in
            let vm = try vms.find(call.reference)
            var narrowed = call
            let own = "vmId = '\(vm.id.uuidString.lowercased())'"
            let asked = call.query["filter"] ?? ""
            narrowed.query["filter"] = asked.isEmpty ? own : "\(asked), \(own)"
            if narrowed.query["sort"]?.isEmpty ?? true { narrowed.query["sort"] = "createdAt,name" }
            return try await all.handle(narrowed)
        }
    }

    private func show(_ vms: TableRoutes<HostedKey, VirtualMachine>) -> Route {
        Route(
            method: .get, path: Self.path + "/{name}", policy: .view, name: "show-vm-snapshot", tag: Self.tag,
            summary: "One snapshot of a VM by its name or UUID",
            answers: [.init(status: 200, summary: "The snapshot.", schema: .snapshot)]
        ) { call in try snapshot(call.part, of: vms.find(call.reference)).tagged(for: call) }
    }

    private func create(_ vms: TableRoutes<HostedKey, VirtualMachine>) -> Route {
        Route(
            method: .post, path: Self.path, policy: .use, name: "create-snapshot", tag: Self.tag,
            summary: "Take a snapshot of a VM", query: [.wait],
            body: .init(name: "CreateSnapshot", schema: RequestSchemas.createSnapshot, isRequired: false),
            answers: Route.Answer.operation
        ) { call in
            try await change(call) { caller in
                let request = try call.decode(CreateSnapshot.self, standard: .init())
                return try await machines.createSnapshot(of: vms.matching(call), request, caller)
            }
        }
    }

    private func revert(_ vms: TableRoutes<HostedKey, VirtualMachine>) -> Route {
        Route(
            method: .post, path: Self.path + "/{name}/revert", policy: .use, name: "revert-to-snapshot", tag: Self.tag,
            summary: "Bring a VM back to a snapshot; what it did since is lost", query: [.wait],
            body: .init(name: "RevertSnapshot", schema: RequestSchemas.revertSnapshot, isRequired: false),
            answers: Route.Answer.operation
        ) { call in
            try await change(call) { caller in
                let vm = try vms.find(call.reference)
                let request = try call.decode(RevertSnapshot.self, standard: .init())
                return try await machines.revert(vm, to: snapshot(call.part, of: vm), request, caller)
            }
        }
    }

    private func delete(_ vms: TableRoutes<HostedKey, VirtualMachine>) -> Route {
        Route(
            method: .delete, path: Self.path + "/{name}", policy: .use, name: "delete-snapshot", tag: Self.tag,
            summary: "Delete a snapshot; what the VM is now stays",
            query: [.wait, .query("children", .boolean, "Those taken after it too.")],
            answers: Route.Answer.operation
        ) { call in
            try await change(call) { caller in
                let vm = try vms.find(call.reference)
                return try await machines.delete(
                    snapshot(call.part, of: vm), of: vm, children: call.flag("children"), caller)
            }
        }
    }

    /// Names are unique within a VM; a name that looks like a UUID is a name first.
    private func snapshot(_ reference: String, of vm: VirtualMachine) throws -> VirtualMachineSnapshot {
        let rows = estate.snapshots.rows(in: vm.host).filter { $0.vm == vm.id }
        return try rows.first { $0.name == reference } ?? rows.resolve(reference)
    }
}
