import ApusCore
import ApusModel
import FoundationEssentials
import Libvirt
import Logging
import Synchronization

/// One libvirt daemon, which is one host.
final class LibvirtProvider: ProviderConnection {
    /// The only host's name within its provider.
    static let nativeHost = "self"

    private let provider: Provider
    let lanes: Lanes
    private let address: LibvirtAddress
    private let folder: String
    private let tempo: Tempo
    private let logger: Logger
    private let roster = Roster()
    private let inspections = Inspections()
    private let identity = Mutex<HostIdentity?>(nil)
    private let volumes: VolumeWatch

    init(_ provider: Provider, at address: LibvirtAddress, folder: String, tempo: Tempo, logger: Logger) {
        self.provider = provider
        self.folder = folder
        self.tempo = tempo
        var logger = logger
        logger[metadataKey: "provider"] = "\(provider.name)"
        self.logger = logger
        lanes = Lanes(address)
        self.address = address
        volumes = VolumeWatch(lanes: lanes, logger: logger)
    }

    func watch(_ observer: ProviderObserver) async {
        let agenda = Agenda()
        let watch = HostWatch(
            provider: provider, lanes: lanes, tempo: tempo, logger: logger, roster: roster, inspections: inspections,
            agenda: agenda, observer: observer, volumes: volumes
        ) { known in self.identity.withLock { $0 = known } }
        let addresses = AddressWatch(
            lanes: lanes, tempo: tempo, logger: logger, roster: roster, observer: observer
        ) { self.identity.withLock { $0?.id } }
        let feed = AgendaFeed(reads: lanes.reads, agenda: agenda, tempo: tempo)
        await withTaskGroup(of: Void.self) { group in
            group.addTask { await feed.followStatus() }
            group.addTask { await feed.followEvents() }
            group.addTask { await feed.remind() }
            group.addTask { await addresses.run() }
            group.addTask { [volumes] in await volumes.run(observer) { self.identity.withLock { $0 } } }
            await watch.run()
            group.cancelAll()
        }
    }

    func drivers(for host: UUID) -> HostDrivers? {
        guard let identity = identity.withLock({ $0 }), identity.id == host else { return nil }
        var drivers = HostDrivers(machines: LibvirtMachines(lanes: lanes, host: identity, roster: roster))
        drivers.diagnosis = LibvirtDiagnosis(
            lanes: lanes, settings: provider.settings, address: provider.address)
        drivers.boot = LibvirtBoot(lanes: lanes)
        drivers.power = LibvirtPower(lanes: lanes)
        drivers.definitions = LibvirtDefinitions(lanes: lanes)
        drivers.devices = LibvirtDevices(lanes: lanes, inspections: inspections)
        drivers.statistics = LibvirtStatistics(lanes: lanes)
        drivers.templates = LibvirtTemplates(lanes: lanes)
        drivers.snapshots = LibvirtSnapshots(lanes: lanes, host: identity)
        if lanes.driver == .qemu { drivers.content = LibvirtContent(lanes: lanes) }
        if lanes.driver == .qemu { drivers.exports = LibvirtExports(lanes: lanes, inspections: inspections) }
        if lanes.driver == .qemu { drivers.hardware = LibvirtHardware(lanes: lanes) }
        if lanes.driver == .qemu {
            let consoles = LibvirtConsoles(lanes: lanes, address: address, folder: folder)
            (drivers.consoles, drivers.keyboard) = (consoles, consoles)
        }
        if lanes.driver == .qemu { drivers.guests = LibvirtGuests(lanes: lanes) }
        if lanes.driver == .qemu { drivers.migrations = LibvirtMigrations(lanes: lanes) }
        guard lanes.driver.hasStorage else { return drivers }
        drivers.networks = LibvirtNetworks(lanes: lanes, host: identity)
        if lanes.driver == .qemu { drivers.filters = LibvirtFilters(lanes: lanes) }
        drivers.storage = LibvirtStorage(lanes: lanes, inspections: inspections) { [volumes] in volumes.wake($0) }
        drivers.pools = LibvirtPools(lanes: lanes, host: identity, watch: volumes)
        drivers.clones = LibvirtClones(lanes: lanes)
        drivers.volumes = LibvirtVolumes(lanes: lanes, host: identity, watch: volumes)
        drivers.diskMoves = LibvirtDiskMoves(lanes: lanes)
        return drivers
    }

    func close() async {
        await lanes.close()
    }
}

extension LibvirtAddress.Driver {
    /// Whether new machines' disks can be made there.
    var hasStorage: Bool { self == .qemu || self == .test }
}
