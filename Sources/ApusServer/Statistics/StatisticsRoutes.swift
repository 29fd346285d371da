import ApusCore
import ApusModel
import FoundationEssentials
import Schema

extension ControlPlane {
    /// Series of what machines and hosts use.
    func statisticsRoutes(
        _ machines: TableRoutes<HostedKey, VirtualMachine>, _ hosts: TableRoutes<UUID, Host>
    ) -> [Route] {
        [
            route(
                "/api/v1/vms/{ref}/stats", "vm-stats", "Virtual machines", "What a VM used: CPU, memory, disk, network"
            ) { try machines.find($0).key },
            route("/api/v1/hosts/{ref}/stats", "host-stats", "Hosts", "What a host used; disk and network of its VMs") {
                let host = try hosts.find($0)
                return HostedKey(host: host.id, id: host.id)
            },
        ]
    }

    private func route(
        _ path: String, _ name: String, _ tag: String, _ summary: String,
        _ key: @escaping @Sendable (String) throws -> HostedKey
    ) -> Route {
        Route(
            method: .get, path: path, policy: .view, name: name, tag: tag, summary: summary,
            query: [
                .query("from", .time, "Where to begin; an hour before the end when absent."),
                .query("to", .time, "Where to end; now when absent."),
                .query(
                    "step", .integer(1...2_678_400), "Seconds between two values; chosen by the length when absent."),
            ],
            answers: [
                .init(
                    status: 200, summary: "One list for each measure.",
                    schema: .reference("StatisticsSeries", to: ResourceSchemas.statisticsSeries))
            ]
        ) { call in
            try .json(
                await statistics.series(
                    of: try key(call.reference), from: call.date("from"), to: call.date("to"),
                    step: call.integer("step")))
        }
    }
}

extension Call {
    /// A parameter whose schema allowed it.
    func date(_ name: String) -> Date? { query[name].flatMap(Timestamp.date(of:)) }
}
