import ApusCore
import ApusModel
import FoundationEssentials
import Schema

extension ControlPlane {
    /// Copies of a VM's disks to take elsewhere.
    func exportRoutes(_ listing: TableRoutes<HostedKey, VirtualMachine>) -> [Route] {
        [
            verb(
                "export", "Make copies of a stopped VM's disks, or an OVA package, to be fetched within a day",
                RequestSchemas.exportVirtualMachine, listing
            ) { vm, call, caller in
                try await machines.export(vm, try call.decode(ExportVirtualMachine.self, standard: .init()), caller)
            },
            listExport(listing), readExport(listing), dropExport(listing),
        ]
    }

    private static var path: String { "/api/v1/vms/{ref}/export" }

    private func listExport(_ listing: TableRoutes<HostedKey, VirtualMachine>) -> Route {
        Route(
            method: .get, path: Self.path, policy: .use, name: "list-export", tag: "Virtual machines",
            summary: "The files that are exported of a VM and can be fetched",
            answers: [
                .init(
                    status: 200, summary: "The files; none where nothing is exported.",
                    schema: .reference("MachineExport", to: ResourceSchemas.machineExport))
            ]
        ) { call in try .json(try await machines.exportedFiles(of: try listing.find(call.reference))) }
    }

    private func readExport(_ listing: TableRoutes<HostedKey, VirtualMachine>) -> Route {
        Route(
            method: .get, path: Self.path + "/{file}", policy: .use, name: "download-export", tag: "Virtual machines",
            summary: "The bytes of an exported file; one Range resumes",
            answers: [
                .init(status: 200, summary: "All bytes.", schema: nil, contentType: "application/octet-stream"),
                .init(
                    status: 206, summary: "The bytes that `Range` names.", schema: nil,
                    contentType: "application/octet-stream"),
            ]
        ) { call in
            let vm = try listing.find(call.reference)
            let volume = try await machines.exportedFile(call.part, of: vm)
            return try await ContentReply.reply(to: call, try await transfers(vm.host), volume)
        }
    }

    private func dropExport(_ listing: TableRoutes<HostedKey, VirtualMachine>) -> Route {
        Route(
            method: .delete, path: Self.path, policy: .use, name: "drop-export", tag: "Virtual machines",
            summary: "Delete the files that are exported of a VM", query: [.wait], answers: Route.Answer.operation
        ) { call in
            try await change(call) { try await machines.dropExport(try listing.matching(call), $0) }
        }
    }
}
