import ApusCore
import ApusModel
import FoundationEssentials

extension ControlPlane {
    /// What a host can give a machine, read from it.
    func capabilities(_ listing: TableRoutes<UUID, Host>) -> Route {
        Route(
            method: .get, path: "/api/v1/hosts/{ref}/capabilities", policy: .view, name: "host-capabilities",
            tag: "Hosts",
            summary: "What a host can give a machine: architectures, machine types, firmware, CPUs, devices",
            answers: [
                .init(
                    status: 200, summary: "What it offers.",
                    schema: .reference("MachineCapabilities", to: ResourceSchemas.machineCapabilities))
            ]
        ) { call in
            try .json(try await machines.capabilities(of: listing.find(call.reference)))
        }
    }
}
