import ApusCore
import ApusModel
import FoundationEssentials

extension ControlPlane {
    /// Labels, overcommit and reservations of a host.
    func hostSettingsRoute(_ listing: TableRoutes<UUID, Host>) -> Route {
        Route(
            method: .patch, path: "/api/v1/hosts/{ref}", policy: .operate, name: "change-host", tag: "Hosts",
            summary: "Set a host's labels, overcommit and reservations: what is absent stays, null takes away",
            body: .init(name: "ChangeHost", schema: RequestSchemas.changeHost),
            answers: [
                .init(status: 200, summary: "The host.", schema: .reference("Host", to: ResourceSchemas.host))
            ]
        ) { call in
            let host = try listing.matching(call)
            return try await hostSettings.change(host, try call.decode(ChangeHost.self)).tagged(for: call)
        }
    }
}
