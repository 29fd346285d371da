import ApusCore
import ApusModel
import FoundationEssentials
import Hummingbird
import HummingbirdCore
import Logging
import NIOCore

/// The HTTP server: all routes, put together once.
public struct Server: Sendable {
    /// What the server needs beside the core.
    public struct Settings: Sendable {
        public var address: String
        public var port: Int
        public var maxBody: Int
        public var openMetrics: Bool
        public var docsFolder: String?
        public var limits: ConnectionLimits
        /// Folders of which the first with an index.html is the page; nil switches it off.
        public var pageFolders: [String]?
        /// The path below which a reverse proxy serves all, such as `/apus`; empty without one.
        public var prefix: String

        public init(
            address: String, port: Int, maxBody: Int, openMetrics: Bool, docsFolder: String?,
            limits: ConnectionLimits = ConnectionLimits(), pageFolders: [String]? = nil, prefix: String = ""
        ) {
            self.pageFolders = pageFolders
            self.prefix = prefix
            self.address = address
            self.port = port
            self.maxBody = maxBody
            self.openMetrics = openMetrics
            self.docsFolder = docsFolder
            self.limits = limits
        }
    }

    let core: ControlPlane
    let feed: Feed
    let gate: Gate
    let tickets: Tickets
    let sockets: Sockets
    let settings: Settings
    let logger: Logger

    public init(core: ControlPlane, feed: Feed, gate: Gate, settings: Settings, logger: Logger) {
        self.core = core
        self.feed = feed
        self.gate = gate
        tickets = Tickets(gate: gate)
        sockets = Sockets(limits: settings.limits.sockets)
        self.settings = settings
        self.logger = logger
    }

    /// Waits a moment for what displays and terminals leave to be ended, once the application has.
    public func settle() async { await sockets.endings.settle(within: .seconds(5)) }

    /// The application, to be run as a service. `onRunning` is told the port.
    public func application(onRunning: @escaping @Sendable (Int) async -> Void = { _ in }) -> some ApplicationProtocol {
        let metrics = HTTPMetrics()
        let responder = Responder(
            table: RouteTable(routes: routes(metrics)), gate: gate,
            socketGate: SocketGate(gate: gate, tickets: tickets), sockets: sockets,
            page: settings.pageFolders.map { PageFiles(folders: $0, prefix: settings.prefix) }, prefix: settings.prefix,
            metrics: metrics, maxBody: settings.maxBody, logger: logger)
        return Application(
            responder: responder,
            server: HTTPServerBuilder { [channel] in
                EdgeChannel(http: HTTP1Channel(responder: $0, configuration: channel))
            },
            configuration: .init(
                address: .hostname(settings.address, port: settings.port), serverName: nil, reuseAddress: true,
                availableConnectionsDelegate: MaximumAvailableConnections(settings.limits.connections, logger: logger)),
            services: [GateKeeping(gate: gate)],
            onServerRunning: { channel in await onRunning(channel.localAddress?.port ?? 0) }, logger: logger)
    }

    var channel: HTTP1Channel.Configuration {
        let limits = settings.limits
        return .init(
            additionalChannelHandlers: [ConnectionGuard(limits)], idleTimeout: TimeAmount(limits.idle),
            httpDecoderConfiguration: .init(
                maxHeaderFieldSize: 16_384, maxHeaderListSize: 65_536, maxHeaderFieldCount: 100))
    }

    /// The OpenAPI document, as `/openapi.json` serves it.
    public var openAPI: String { APIDocument.json(of: describedRoutes(HTTPMetrics())).text(.pretty) + "\n" }
}
