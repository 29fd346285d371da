import ApusCore
import ApusModel
import FoundationEssentials

extension ControlPlane {
    /// Health, readiness and metrics.
    func healthRoutes(metrics: HTTPMetrics, openMetrics: Bool) -> [Route] {
        [
            Route(
                method: .get, path: "/healthz", policy: .open, name: "health", tag: "Health",
                summary: "Whether the server lives",
                answers: [.init(status: 200, summary: "ok", schema: nil, contentType: "text/plain")]
            ) { _ in .text("ok\n") },
            Route(
                method: .get, path: "/readyz", policy: .open, name: "readiness", tag: "Health",
                summary: "Whether requests are served; true even with dead hosts",
                answers: [
                    .init(status: 200, summary: "Ready.", schema: .reference("Health", to: ResourceSchemas.health)),
                    .init(
                        status: 503, summary: "The store's disk failed: nothing can be changed.",
                        schema: .reference("Health", to: ResourceSchemas.health)),
                ]
            ) { _ in try .json(health, status: fault == nil ? 200 : 503) },
            Route(
                method: .get, path: "/metrics", policy: openMetrics ? .open : .view, name: "metrics", tag: "Health",
                summary: "Prometheus metrics",
                answers: [.init(status: 200, summary: "Text format 0.0.4.", schema: nil, contentType: "text/plain")]
            ) { _ in
                var page = MetricsPage()
                ProcessMetrics.write(to: &page)
                metrics.write(to: &page)
                estate.write(to: &page)
                statistics.write(to: &page, estate)
                return .text(page.text, type: "text/plain; version=0.0.4; charset=utf-8")
            },
        ]
    }

    /// Dead hosts are named, not held against the server. Names of providers are for those who signed in.
    private var health: Health {
        let providers = estate.providers.rows()
        let silent = providers.count { $0.state == .unreachable }
        return Health(
            ready: fault == nil, version: ApusVersion.current, providers: providers.count,
            unreachable: silent == 0 ? [] : ["\(silent) of \(providers.count) providers do not answer"])
    }
}

extension Estate {
    /// Gauges of what there is.
    func write(to page: inout MetricsPage) {
        let hosts = hosts.rows().sorted { $0.number < $1.number }
        var machines: [VirtualMachineState: Int] = [:]
        self.machines.snapshot().forEach { _, row in machines[row.state, default: 0] += 1 }
        var operations: [ApusModel.Operation.State: Int] = [:]
        self.operations.snapshot().forEach { _, row in operations[row.state, default: 0] += 1 }
        page.count("apus_vms", "Virtual machines by state.", machines)
        page.hosts("apus_host_up", "Whether a host answers.", hosts) { $0.state == .up ? 1 : 0 }
        page.hosts("apus_host_last_seen_timestamp_seconds", "When a host last answered.", hosts) {
            $0.lastSeen?.timeIntervalSince1970 ?? 0
        }
        page.count("apus_operations", "Operations by state, as far as history reaches.", operations)
    }
}

extension MetricsPage {
    /// One series for each state, also where there is none.
    fileprivate mutating func count<State: CaseIterable & RawRepresentable & Hashable>(
        _ name: String, _ help: String, _ counts: [State: Int]
    ) where State.RawValue == String {
        family(name, .gauge, help) { page in
            for state in State.allCases { page.sample(Double(counts[state] ?? 0), ["state": state.rawValue]) }
        }
    }

    /// One series for each host. The number tells hosts of one name apart, which two providers may bring.
    fileprivate mutating func hosts(_ name: String, _ help: String, _ hosts: [Host], _ value: (Host) -> Double) {
        family(name, .gauge, help) { page in
            for host in hosts { page.sample(value(host), ["host": host.name, "number": String(host.number)]) }
        }
    }
}
