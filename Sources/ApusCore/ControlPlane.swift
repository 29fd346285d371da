import ApusModel
import FoundationEssentials
import Logging
import Workflow

/// The whole core, put together once: what edges call.
public struct ControlPlane: Sendable {
    /// A store for everything the core keeps.
    public typealias Storage = OperationStore & RegistryStore & LastRowsStore & StatisticsStore & BootStore
        & DecisionStore

    /// The choices an administrator makes.
    public struct Settings: Sendable {
        public var imageDirectories: [String]
        public var overcommit: Overcommit
        public var operationsPerHost: Int
        public var statistics: Statistics.Settings
        public var images: Images.Settings
        public var placement: PlacementSettings
        /// How many machines of a host that is evacuated move at once.
        public var movesAtOnce = 2
        public var terminals: Terminals.Settings
        public var recordings: Recordings.Settings

        public init(
            imageDirectories: [String], overcommit: Overcommit = Overcommit(), operationsPerHost: Int = 8,
            statistics: Statistics.Settings = .off, images: Images.Settings = .init(),
            placement: PlacementSettings = .init(), terminals: Terminals.Settings = .init(),
            recordings: Recordings.Settings = .init()
        ) {
            self.terminals = terminals
            self.recordings = recordings
            self.placement = placement
            self.images = images
            self.statistics = statistics
            self.imageDirectories = imageDirectories
            self.overcommit = overcommit
            self.operationsPerHost = operationsPerHost
        }
    }

    public let estate: Estate
    public let operations: Operations
    public let providers: Providers
    public let machines: VirtualMachines
    public let placements: Placements
    public let networks: Networks
    public let images: Images
    public let instanceTypes: InstanceTypes
    private let store: any Storage
    public let pools: StoragePools
    public let volumes: Volumes
    public let statistics: Statistics
    public let guests: Guests
    public let terminals: Terminals
    public let recordings: Recordings
    public let consoles: Consoles
    public let hostSettings: HostSettingsBook
    public let courseBook: CourseBook
    private let sweep: Sweep
    private let autostart: Autostart
    private let ambient: Ambient
    private let housekeeping = Housekeeping()

    public init(
        store: any Storage, drivers: [any ProviderDriver], settings: Settings, ambient: Ambient = Ambient(),
        conduct: Conduct = Conduct(), ports: Ports = Ports(), logger: Logger
    ) {
        let estate = Estate()
        let providers = Providers(store: store, estate: estate, drivers: drivers, ambient: ambient, logger: logger)
        let ledger = ImageLedger(store: store, estate: estate)
        let desk = MoveDesk()
        var context = WorkflowContext(
            drivers: { try await providers.drivers(for: $0) }, observed: { estate.observed($0, $1) },
            observedNetwork: { estate.observedNetwork($0, $1) },
            observedSnapshots: { estate.observed($0, snapshots: $1) }, clock: ambient.clock,
            images: ImageWork(
                ledger: ledger, fetcher: ports.fetcher, signatures: ports.signatures, settings: settings.images),
            spool: ports.spool)
        context.moves = desk
        let sshBook = SSHBook(store: store, programs: ports.terminals)
        context.sshBook = sshBook
        self.estate = estate
        self.store = store
        self.providers = providers
        self.ambient = ambient
        operations = Operations(
            store: store, estate: estate, context: context, ambient: ambient, conduct: conduct,
            perHost: settings.operationsPerHost, logger: logger)
        let scheduler = Scheduler(estate: estate, overcommit: settings.overcommit, settings: settings.placement)
        machines = VirtualMachines(
            estate: estate, operations: operations, claims: store, scheduler: scheduler, program: ports.placement,
            ambient: ambient, movesAtOnce: settings.movesAtOnce,
            ownKey: settings.terminals.addKey ? Terminals.ownKey(ports.terminals) : nil)
        desk.open(with: machines)
        hostSettings = HostSettingsBook(store: store, estate: estate)
        courseBook = CourseBook(store: store, ambient: ambient)
        placements = Placements(scheduler: scheduler, machines: machines, claims: store, store: store)
        networks = Networks(estate: estate, operations: operations, context: context, ambient: ambient)
        images = Images(
            store: store, estate: estate, rule: ImagePathRule(directories: settings.imageDirectories),
            settings: settings.images, ledger: ledger, operations: operations, signatures: ports.signatures,
            drivers: context.drivers, ambient: ambient)
        instanceTypes = InstanceTypes(store: store, estate: estate, ambient: ambient)
        pools = StoragePools(estate: estate, operations: operations, context: context, ambient: ambient)
        volumes = Volumes(estate: estate, operations: operations, context: context, ambient: ambient)
        statistics = Statistics(
            settings: settings.statistics, estate: estate, store: store, ambient: ambient, logger: logger,
            drivers: context.drivers)
        recordings = Recordings(
            settings: settings.recordings, store: store, estate: estate, archive: ports.recordings, ambient: ambient,
            logger: logger)
        terminals = Terminals(
            settings: settings.terminals, estate: estate, providers: providers, programs: ports.terminals,
            recordings: recordings, book: sshBook, ambient: ambient, logger: logger)
        consoles = Consoles(drivers: context.drivers)
        guests = Guests(
            estate: estate, operations: operations, drivers: context.drivers, ambient: ambient, logger: logger)
        autostart = Autostart(
            estate: estate, operations: operations, machines: machines, store: store, ambient: ambient, logger: logger,
            drivers: context.drivers)
        sweep = Sweep(estate: estate, context: context, ambient: ambient, logger: logger)
    }

    /// Why the server can change nothing more; nil while all is well.
    public var fault: Problem? { store.fault }

    /// Loads all that is stored, before the socket opens.
    public func load() async throws {
        try await hostSettings.load()
        try await providers.load()
        try await images.load()
        try await instanceTypes.load()
        try await courseBook.load()
        try await terminals.load()
        try await recordings.load()
        try await operations.load()
        try await images.forgetOrphans()
    }

    /// Connects the providers and begins to drive operations, each when its host has answered.
    public func start() async {
        await operations.start()
        await providers.start { [operations, machines, sweep, images, autostart] host in
            await operations.hostAnswered(host)
            await sweep.run(on: host)
            await machines.expireExports(on: host)
            await images.expire(on: host)
            await autostart.hostAnswered(host)
        }
        statistics.start()
        housekeeping.start { [recordings] in await recordings.keepExpiring() }
    }

    /// How long a running step may go on when the server stops; it is replayed at the next start.
    public static let shutdownLimit = Duration.seconds(5)

    /// Ends the work between two steps and closes all connections.
    public func stop() async {
        await autostart.stop()
        await operations.stop(within: Self.shutdownLimit)
        await statistics.stop()
        await housekeeping.stop()
        await providers.stop()
    }
}
