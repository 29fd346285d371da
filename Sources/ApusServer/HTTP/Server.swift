import ApusCore
import ApusModel
import Crypto
import FoundationEssentials
import Hummingbird
import Inventory
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

        public init(address: String, port: Int, maxBody: Int, openMetrics: Bool, docsFolder: String?) {
            self.address = address
            self.port = port
            self.maxBody = maxBody
            self.openMetrics = openMetrics
            self.docsFolder = docsFolder
        }
    }

    let core: ControlPlane
    let feed: Feed
    let gate: Gate
    let settings: Settings
    let logger: Logger

    public init(core: ControlPlane, feed: Feed, gate: Gate, settings: Settings, logger: Logger) {
        self.core = core
        self.feed = feed
        self.gate = gate
        self.settings = settings
        self.logger = logger
    }

    /// The application, to be run as a service. `onRunning` is told the port.
    public func application(onRunning: @escaping @Sendable (Int) async -> Void = { _ in }) -> some ApplicationProtocol {
        let metrics = HTTPMetrics()
        let responder = Responder(
            table: RouteTable(routes: routes(metrics)), gate: gate, metrics: metrics, maxBody: settings.maxBody,
            logger: logger)
        return Application(
            responder: responder,
            server: .http1(
                configuration: .init(
                    idleTimeout: .seconds(60),
                    httpDecoderConfiguration: .init(
                        maxHeaderFieldSize: 16_384, maxHeaderListSize: 65_536, maxHeaderFieldCount: 100))),
            configuration: .init(
                address: .hostname(settings.address, port: settings.port), serverName: nil,
                reuseAddress: true),
            onServerRunning: { channel in await onRunning(channel.localAddress?.port ?? 0) }, logger: logger)
    }

    /// Every route of the API, in the order the document shows them.
    func routes(_ metrics: HTTPMetrics) -> [Route] {
        let seal = CursorSeal.authenticated()
        let estate = core.estate
        let machines = TableRoutes(columns: VirtualMachine.columns, table: estate.machines, schema: ResourceSchemas.virtualMachine, schemaName: "VirtualMachine", seal: seal)
        let hosts = TableRoutes(columns: Host.columns, table: estate.hosts, schema: ResourceSchemas.host, schemaName: "Host", seal: seal)
        let operations = TableRoutes(columns: ApusModel.Operation.columns, table: estate.operations, schema: ResourceSchemas.operation, schemaName: "Operation", seal: seal)
        var routes = machines.routes + core.machineRoutes(machines) + hosts.routes + core.hostRoutes(hosts)
        routes += TableRoutes(columns: Provider.columns, table: estate.providers, schema: ResourceSchemas.provider, schemaName: "Provider", seal: seal).routes
        routes += TableRoutes(columns: Image.columns, table: estate.images, schema: ResourceSchemas.image, schemaName: "Image", seal: seal).routes
        routes += TableRoutes(columns: InstanceType.columns, table: estate.instanceTypes, schema: ResourceSchemas.instanceType, schemaName: "InstanceType", seal: seal).routes
        routes += TableRoutes(columns: StoragePool.columns, table: estate.pools, schema: ResourceSchemas.pool, schemaName: "StoragePool", seal: seal).routes
        routes += TableRoutes(columns: Network.columns, table: estate.networks, schema: ResourceSchemas.network, schemaName: "Network", seal: seal).routes
        routes += core.registryRoutes
        // The operation's own route waits; the listing only lists.
        routes += operations.routes.dropLast() + core.operationRoutes(operations)
        routes += EventRoutes(feed: feed).routes + KindRoutes.routes
        routes += core.healthRoutes(metrics: metrics, openMetrics: settings.openMetrics)
        return routes + DocumentRoutes(folder: settings.docsFolder).routes(describing: routes)
    }

    /// The OpenAPI document, as `/openapi.json` serves it.
    public var openAPI: String { APIDocument.json(of: routes(HTTPMetrics())).text(.pretty) + "\n" }
}

extension CursorSeal {
    /// Cursors carry an HMAC under a key of this process: none can be forged, and all end with it.
    static func authenticated() -> CursorSeal {
        let key = SymmetricKey(size: .bits256)
        return CursorSeal(
            seal: { bytes in Array(HMAC<SHA256>.authenticationCode(for: Data(bytes), using: key)) + bytes },
            open: { bytes in
                let (code, body) = (bytes.prefix(32), bytes.dropFirst(32))
                return HMAC<SHA256>.isValidAuthenticationCode(Data(code), authenticating: Data(body), using: key)
                    ? Array(body) : nil
            })
    }
}
