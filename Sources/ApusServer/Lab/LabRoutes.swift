import ApusCore
import ApusModel
import FoundationEssentials
import Schema
import WebSockets

extension ControlPlane {
    /// `/ws/vm/{name}/status` and `/ws/vm/{name}/terminal`. Tickets for `ssh` open both.
    func labRoutes(_ machines: TableRoutes<HostedKey, VirtualMachine>) -> [Route] {
        [
            Self.labRoute("status", .view, "A VM's state as JSON, once a second") { call in
                let found = Result { try machines.find(call.reference) }
                return SocketPlan(
                    form: .report { [self] in
                        let row = (try? found.get()).flatMap { estate.machines.row($0.key) }
                        return row.map { LabStatus($0, statistics.counters(of: $0.key)).text }
                    },
                    open: {
                        _ = try found.get()
                        return nil
                    }, objection: objection(call, to: found, in: machines))
            },
            Self.labRoute("terminal", .use, "A shell in a VM by ssh, as text messages") { call in
                let name = Echo.plain(call.reference, limit: 64)
                return try terminal(
                    call, machines, as: .text(complaint: "[ws-ssh] SSH error for VM \(name): "),
                    by: LabCaller.principal(of: call)
                ) { .ssh($0.key, user: nil) }
            },
        ]
    }

    private static func labRoute(
        _ name: String, _ policy: Policy, _ summary: String, _ plan: @escaping @Sendable (Call) throws -> SocketPlan
    ) -> Route {
        Route(
            method: .get, path: "/ws/vm/{ref}/" + name, policy: policy, name: "lab-\(name)", tag: "Lab",
            summary: summary,
            query: [
                .query("owner", .string(maxLength: 64), "Who it is for; a name, no proof."),
                .query("ticket", .string(maxLength: 256), "A one-time ticket."),
            ],
            socket: .ssh, answers: [.init(status: 101, summary: "A WebSocket follows.", schema: nil)]
        ) { call in try .socket(for: call, plan) }
    }
}

/// Who calls the lab API.
enum LabCaller {
    /// The document's word for callers who give no name.
    static let unnamed = "anonymous"

    /// Who came with a token or ticket is known; others are who they say.
    static func principal(of call: Call) -> Principal {
        guard call.admission.credential == .none else { return call.actor }
        let owner = call.query["owner"].map { Echo.plain($0, limit: 64) } ?? ""
        return Principal(name: owner.isEmpty ? unnamed : owner, role: call.actor.role)
    }
}
