import ApusCore
import ApusModel
import FoundationEssentials
import Inventory
import Schema

/// One entry of Prometheus's HTTP service discovery (<https://prometheus.io/docs/prometheus/latest/http_sd/>).
struct PrometheusTargets: Codable, Hashable, Sendable {
    /// `address:port`; IPv6 in brackets.
    var targets: [String]
    var labels: [String: String]

    /// nil for a machine whose address is not known.
    init?(_ vm: VirtualMachine, port: Int) {
        guard let address = vm.reachableAddress else { return nil }
        targets = [address.contains(":") ? "[\(address)]:\(port)" : "\(address):\(port)"]
        var labels = [
            "id": vm.id.uuidString.lowercased(), "name": vm.name, "host": vm.hostName, "state": vm.state.rawValue,
            "image": vm.image ?? "", "instance_type": vm.instanceType ?? "",
        ]
        // As Prometheus's own discoveries write lists: a separator at both ends makes matching one simple.
        if !vm.tags.isEmpty { labels["tags"] = "," + vm.tags.sorted().joined(separator: ",") + "," }
        self.labels = Dictionary(
            labels.filter { !$0.value.isEmpty }.map { ("__meta_apus_vm_\($0.key)", $0.value) },
            uniquingKeysWith: { first, _ in first })
    }
}

extension ControlPlane {
    /// What to scrape, for Prometheus.
    func prometheusRoute(_ listing: TableRoutes<HostedKey, VirtualMachine>) -> Route {
        Route(
            method: .get, path: "/api/v1/sd/prometheus", policy: .view, name: "prometheus-sd", tag: "Clients",
            summary: "VMs with an address as targets of Prometheus's HTTP service discovery",
            query: [
                .query("filter", .string(maxLength: 4096), "As of /api/v1/vms; `state = running` when absent."),
                .query("port", .integer(1...65_535), "Where the exporter listens; 9100 when absent."),
            ],
            answers: [
                .init(status: 200, summary: "The targets.", schema: ResourceSchemas.prometheusTargets)
            ]
        ) { call in
            let port = call.integer("port") ?? 9100
            let columns = listing.columns
            let query = Query(
                filter: Filter(call.query["filter"] ?? "state = running", columns: columns, now: Date()),
                sort: try columns.sort("name"))
            guard query.filter.faults.isEmpty else { throw ListQuery.problem(query.filter.faults) }
            let rows = listing.table.snapshot().all(query)
            guard rows.faults.isEmpty else { throw ListQuery.problem(rows.faults) }
            return try .json(rows.compactMap { PrometheusTargets($0.row, port: port) })
        }
    }
}
