import ApusCore
import ApusModel
import FoundationEssentials
import Hummingbird
import HummingbirdCore
import NIOCore

/// The sockets of the lab API (source document 002) on a port of their own: its paths would meet those of others.
public struct LabServer: Sendable {
    public struct Settings: Sendable {
        public var listener: Listener
        /// Whether everybody who reaches the port is let in, as the document has it.
        public var isOpen: Bool

        public init(listener: Listener, isOpen: Bool) {
            self.listener = listener
            self.isOpen = isOpen
        }
    }

    private let server: Server
    private let settings: Settings

    /// - Parameter server: whose tokens, tickets and limits count here too.
    public init(beside server: Server, settings: Settings) {
        self.server = server
        self.settings = settings
    }

    /// The application, to be run as a service. `onRunning` is told the port.
    public func application(onRunning: @escaping @Sendable (Int) async -> Void = { _ in }) -> some ApplicationProtocol {
        let responder = responder
        let limits = server.settings.limits
        return Application(
            responder: responder,
            server: HTTPServerBuilder { [server] in
                EdgeChannel(http: HTTP1Channel(responder: $0, configuration: server.channel))
            },
            configuration: .init(
                address: .hostname(settings.listener.address, port: settings.listener.port), serverName: nil,
                reuseAddress: true,
                availableConnectionsDelegate: MaximumAvailableConnections(limits.connections, logger: server.logger)),
            onServerRunning: { channel in await onRunning(channel.localAddress?.port ?? 0) }, logger: server.logger)
    }

    private var responder: Responder {
        let core = server.core
        let machines = TableRoutes(
            VirtualMachine.columns, core.estate.machines, on: core.estate.hosts, .vm, .authenticated())
        let guest = settings.isOpen ? Principal(name: LabCaller.unnamed, role: .user) : nil
        return Responder(
            table: RouteTable(routes: core.labRoutes(machines)), gate: server.gate,
            socketGate: SocketGate(gate: server.gate, tickets: server.tickets, guest: guest), sockets: server.sockets,
            thing: { try? machines.find($0).id }, metrics: HTTPMetrics(), maxBody: server.settings.maxBody,
            logger: server.logger)
    }
}
