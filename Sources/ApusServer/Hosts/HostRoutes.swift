import ApusCore
import ApusModel
import FoundationEssentials

/// The answer of doctor.
struct HostChecks: Codable, Sendable {
    var checks: [HostCheck]
}

extension ControlPlane {
    /// What can be asked of a host.
    func hostRoutes(_ listing: TableRoutes<UUID, Host>) -> [Route] {
        [
            Route(
                method: .get, path: "/api/v1/hosts/{ref}/doctor", policy: .operate, name: "doctor", tag: "Hosts",
                summary: "Examine a host and say in plain words what is wrong",
                answers: [
                    .init(
                        status: 200, summary: "What was found.",
                        schema: .reference("HostChecks", to: ResourceSchemas.hostChecks))
                ]
            ) { call in
                let host = try listing.find(call.reference)
                return try .json(HostChecks(checks: await examine(host)))
            },
            capabilities(listing),
        ]
    }

    private func examine(_ host: Host) async -> [HostCheck] {
        do {
            guard let diagnosis = try await providers.drivers(for: host.id).diagnosis else {
                return [HostCheck(name: "diagnosis", state: .warning, detail: "This kind of host cannot be examined.")]
            }
            return await diagnosis.examine()
        } catch {
            let reason = host.fault ?? Problem.describing(error).detail
            let step = estate.providers.row(host.provider).map { ConnectionAdvice.nextStep($0.address) } ?? ""
            return [HostCheck(name: "connection", state: .failed, detail: "\(reason) \(step)")]
        }
    }
}
