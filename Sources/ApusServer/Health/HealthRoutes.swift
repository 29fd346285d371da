import ApusCore
import ApusModel
import FoundationEssentials

extension ControlPlane {
    /// Health, readiness and metrics.
    func healthRoutes(metrics: HTTPMetrics, openMetrics: Bool) -> [Route] {
        [
            Route(
                method: .get, path: "/healthz", policy: .open, name: "health", tag: "Health",
                summary: "Whether the server lives", answers: [.init(status: 200, summary: "ok", schema: nil, contentType: "text/plain")]
            ) { _ in .text("ok\n") },
            Route(
                method: .get, path: "/readyz", policy: .open, name: "readiness", tag: "Health",
                summary: "Whether requests are served; true even with dead hosts",
                answers: [.init(status: 200, summary: "Ready.", schema: .reference("Health", to: ResourceSchemas.health))]
            ) { _ in try .json(health) },
            Route(
                method: .get, path: "/metrics", policy: openMetrics ? .open : .view, name: "metrics", tag: "Health",
                summary: "Prometheus metrics", answers: [.init(status: 200, summary: "Text format 0.0.4.", schema: nil, contentType: "text/plain")]
            ) { _ in
                var page = MetricsPage()
                ProcessMetrics.write(to: &page)
                metrics.write(to: &page)
                estate.write(to: &page)
                return .text(page.text, type: "text/plain; version=0.0.4; charset=utf-8")
            },
        ]
    }

    /// Dead hosts are named, not held against the server. Names of providers are for those who signed in.
    private var health: Health {
        let providers = estate.providers.rows()
        let silent = providers.count { $0.state == .unreachable }
        return Health(
            ready: true, version: ApusVersion.current, providers: providers.count,
            unreachable: silent == 0 ? [] : ["\(silent) of \(providers.count) providers do not answer"])
    }
}

extension Estate {
    /// Gauges of what there is.
    func write(to page: inout MetricsPage) {
        let (machines, hosts, operations) = (machines.rows(), hosts.rows(), operations.rows())
        page.family("apus_vms", .gauge, "Virtual machines by state.") { page in
            for state in VirtualMachineState.allCases {
                page.sample(Double(machines.count { $0.state == state }), ["state": state.rawValue])
            }
        }
        page.family("apus_host_up", .gauge, "Whether a host answers.") { page in
            for host in hosts.sorted(by: { $0.number < $1.number }) {
                page.sample(host.state == .up ? 1 : 0, ["host": host.name])
            }
        }
        page.family("apus_host_last_seen_timestamp_seconds", .gauge, "When a host last answered.") { page in
            for host in hosts.sorted(by: { $0.number < $1.number }) {
                page.sample(host.lastSeen?.timeIntervalSince1970 ?? 0, ["host": host.name])
            }
        }
        page.family("apus_operations", .gauge, "Operations by state, as far as history reaches.") { page in
            for state in ApusModel.Operation.State.allCases {
                page.sample(Double(operations.count { $0.state == state }), ["state": state.rawValue])
            }
        }
    }
}
