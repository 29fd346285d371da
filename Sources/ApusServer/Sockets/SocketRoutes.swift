import ApusCore
import ApusModel
import FoundationEssentials
import HTTPTypes
import Schema
import WebSockets

extension ControlPlane {
    /// The WebSockets (docs/Consoles.md). What stands against one that is let in is told by its close code: browsers do not
    /// show the answers to a handshake.
    func socketRoutes(
        _ listing: TableRoutes<HostedKey, VirtualMachine>, _ hosts: TableRoutes<UUID, Host>
    ) -> [Route] {
        [
            display(listing),
            Self.socket(
                .console, "/api/v1/vms/{ref}/console", .use, "A VM's serial console, by the terminal protocol",
                query: Self.size + [.query("force", .boolean, "Takes it from who holds it.")]
            ) { call in
                var plan = try terminal(call, listing) { .console($0.key, force: call.flag("force")) }
                plan.ending = ending(with: Result { try listing.find(call.reference) })
                return plan
            },
            Self.socket(
                .ssh, "/api/v1/vms/{ref}/ssh", .use, "A shell or a command in a VM by ssh, by the terminal protocol",
                query: Self.size + [
                    .query("user", .string(maxLength: 64), "The account; the VM's or its image's when absent."),
                    .query("command", .text(minLength: 1, maxLength: 8192), "Run this by the account's shell."),
                    .query("tty", .boolean, "Whether it has a terminal there; true when absent."),
                ]
            ) { call in
                try terminal(call, listing) {
                    .ssh(
                        $0.key, user: call.query["user"], command: call.query["command"],
                        hasTerminal: call.query["tty"] != "false")
                }
            },
            Self.socket(
                .shell, "/api/v1/hosts/{ref}/shell", .administer, "A shell on a host, by the terminal protocol",
                query: Self.size
            ) { call in
                try terminal(call, hosts) { .shell(host: $0.id) }
            },
        ]
    }

    private static var size: [APIOperation.Parameter] {
        [
            .query("cols", .integer(1...1000), "Characters across; 80 when absent."),
            .query("rows", .integer(1...1000), "Lines; 24 when absent."),
        ]
    }

    private func display(_ listing: TableRoutes<HostedKey, VirtualMachine>) -> Route {
        Self.socket(
            .display, "/api/v1/vms/{ref}/display", .view, "A VM's display: RFB bytes, as noVNC takes them",
            query: [.query("viewOnly", .boolean, "Keys, pointer and clipboard of the client are dropped.")]
        ) { call in
            let viewOnly = call.flag("viewOnly") || call.socket?.viewOnly == true
            guard viewOnly || Policy.use.allows(call.actor.role) else {
                throw Problem(.forbidden, "The role \(call.actor.role.rawValue) may only look: add ?viewOnly=true.")
            }
            let found = Result { try listing.find(call.reference) }
            return SocketPlan(
                form: .display(viewOnly: viewOnly),
                open: { .init(stream: try await consoles.openDisplay(of: try found.get())) },
                objection: objection(call, to: found, in: listing), ending: ending(with: found))
        }
    }

    /// The machine's state as the reason of an end, once it is known: the inventory hears of it a moment later.
    private func ending(with found: Result<VirtualMachine, any Error>) -> @Sendable () async -> String {
        let key = (try? found.get())?.key
        return { [estate] in
            guard let key else { return "it has ended" }
            for _ in 0..<60 {
                guard let vm = estate.machines.row(key), vm.state.isActive else { break }
                try? await Task.sleep(for: .milliseconds(50))
            }
            guard let vm = estate.machines.row(key), !vm.state.isActive else { return "it has ended" }
            return "the VM is \(vm.nativeState.isEmpty ? vm.state.rawValue : vm.nativeState)"
        }
    }

    func terminal<ID: Hashable & Comparable & Sendable & Codable, Row: Referable & Codable & Equatable>(
        _ call: Call, _ listing: TableRoutes<ID, Row>, as form: SocketPlan.Form = .terminal, by actor: Principal? = nil,
        _ target: (Row) -> TerminalRequest.Target
    ) throws -> SocketPlan {
        let size = TerminalSize(columns: call.integer("cols") ?? 80, rows: call.integer("rows") ?? 24)
        let found = Result { try listing.find(call.reference) }
        let request = found.map { TerminalRequest(target: target($0), actor: actor ?? call.actor, size: size) }
        return SocketPlan(
            form: form,
            open: {
                let terminal = try await terminals.open(try request.get())
                return .init(stream: terminal.stream, recorder: terminal.recorder)
            },
            objection: objection(call, to: found, in: listing),
            notice: (try? request.get()).flatMap(terminals.notice))
    }

    /// Sessions end with the right to them, and with the thing they are about.
    func objection<ID: Hashable & Comparable & Sendable & Codable, Row: Referable & Codable & Equatable>(
        _ call: Call, to found: Result<Row, any Error>, in listing: TableRoutes<ID, Row>
    ) -> @Sendable () -> SocketFault? {
        let admission = call.socket
        let id = (try? found.get())?.id
        return {
            guard admission?.holds() == true else { return SocketFault(.signedOut, "the session has ended") }
            guard let id, listing.rows(id).isEmpty else { return nil }
            return SocketFault(.gone, "the \(Row.noun) is gone")
        }
    }

    private static func socket(
        _ purpose: Tickets.Purpose, _ path: String, _ policy: Policy, _ summary: String,
        query: [APIOperation.Parameter], _ plan: @escaping @Sendable (Call) throws -> SocketPlan
    ) -> Route {
        Route(
            method: .get, path: path, policy: policy, name: "open-\(purpose.rawValue)", tag: "Consoles",
            summary: summary, query: query + [.query("ticket", .string(maxLength: 256), "A one-time ticket.")],
            socket: purpose,
            answers: [
                .init(status: 101, summary: "A WebSocket follows.", schema: nil),
                .init(status: 426, summary: "The request is no WebSocket handshake.", schema: nil),
            ]
        ) { call in
            try Reply.socket(for: call, offersBinary: purpose == .display, plan)
        }
    }
}

extension Reply {
    /// The answer to a handshake.
    /// - Throws: as ``SocketHandshake``.
    static func socket(
        for call: Call, offersBinary: Bool = false, _ plan: (Call) throws -> SocketPlan
    ) throws -> Reply {
        let fields = try SocketHandshake.answer(call, offersBinary: offersBinary)
        var plan = try plan(call)
        if let touch = call.socket?.touch { plan.touch = touch }
        return Reply(status: 101, headers: fields, content: .socket(plan))
    }
}
