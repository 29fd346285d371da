import ApusCore
import ApusModel
import FoundationEssentials
import Schema

extension ControlPlane {
    /// The power of a VM beyond start and stop; allowed on every VM.
    func powerRoutes(_ listing: TableRoutes<HostedKey, VirtualMachine>) -> [Route] {
        [
            plain("suspend", "Pause a VM's processors", listing) { try await machines.suspend($0, $1) },
            plain("resume", "Let a paused VM run on", listing) { try await machines.resume($0, $1) },
            plain("reset", "Reset a VM as its button would", listing) { try await machines.reset($0, $1) },
            plain("save", "Save a VM's memory to its host's disk and stop it", listing) {
                try await machines.save($0, $1)
            },
            plain("restore", "Start a saved VM where it was saved", listing) { try await machines.restore($0, $1) },
            verb("reboot", "Ask a VM's guest to reboot", RequestSchemas.rebootVirtualMachine, listing) {
                try await machines.reboot($0, try $1.decode(RebootVirtualMachine.self, standard: .init()), $2)
            },
            discard(listing),
        ]
    }

    /// A verb whose body says nothing.
    func plain(
        _ name: String, _ summary: String, _ listing: TableRoutes<HostedKey, VirtualMachine>,
        _ act: @escaping @Sendable (VirtualMachine, Caller) async throws -> ApusModel.Operation
    ) -> Route {
        verb(name, summary, RequestSchemas.nothing, listing) { vm, _, caller in try await act(vm, caller) }
    }

    private func discard(_ listing: TableRoutes<HostedKey, VirtualMachine>) -> Route {
        Route(
            method: .delete, path: "/api/v1/vms/{ref}/saved-state", policy: .use, name: "discard-vm-saved-state",
            tag: "Virtual machines", summary: "Forget a VM's saved memory; its next start boots", query: [.wait],
            answers: Route.Answer.operation
        ) { call in
            try await change(call) { try await machines.discardSavedState(try listing.matching(call), $0) }
        }
    }
}
