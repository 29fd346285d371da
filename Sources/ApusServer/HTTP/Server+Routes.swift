import ApusCore
import ApusModel
import FoundationEssentials
import Inventory

extension Server {
    /// Every route there is.
    func routes(_ metrics: HTTPMetrics) -> [Route] {
        let described = describedRoutes(metrics)
        return described + DocumentRoutes(folder: settings.docsFolder, logger: logger).routes(describing: described)
    }

    /// The routes of the API, in the order the document shows them.
    func describedRoutes(_ metrics: HTTPMetrics) -> [Route] {
        let listings = Listings(core.estate, core.statistics)
        return machineRoutes(listings) + hostRoutes(listings) + registryRoutes(listings) + storageRoutes(listings)
            + listings.networks.routes + core.networkRoutes(listings.networks)
            + snapshotRoutes(listings) + operationRoutes(listings)
            + core.placementRoutes(listings.hosts, listings.operations)
            + core.statisticsRoutes(listings.machines, listings.hosts) + core.guestRoutes(listings.machines)
            + core.socketRoutes(listings.machines, listings.hosts) + core.screenRoutes(listings.machines)
            + [core.prometheusRoute(listings.machines)]
            + core.sshRoutes(listings.machines) + core.recordingRoutes(listings.recordings)
            + EventRoutes(feed: feed, ping: settings.limits.ping, gate: gate).routes + KindRoutes.routes
            + accessRoutes(listings)
            + core.healthRoutes(metrics: metrics, openMetrics: settings.openMetrics)
    }

    private func accessRoutes(_ listings: Listings) -> [Route] {
        let cookie = SessionCookie(prefix: settings.prefix, isSecure: gate.origins.isSecure)
        return SessionRoutes(gate: gate, tickets: tickets, cookie: cookie).routes + TokenRoutes(gate: gate).routes
            + TicketRoutes(
                tickets: tickets, origins: gate.origins, prefix: settings.prefix,
                machine: { try listings.machines.find($0).id }, host: { try listings.hosts.find($0).id }
            ).routes
    }

    private func machineRoutes(_ listings: Listings) -> [Route] {
        listings.machines.routes + core.machineRoutes(listings.machines)
            + core.deviceRoutes(listings.machines) + core.migrationRoutes(listings.machines, listings.hosts)
    }

    private func snapshotRoutes(_ listings: Listings) -> [Route] {
        listings.snapshots.routes + core.snapshotRoutes(listings.snapshots, of: listings.machines)
    }

    private func hostRoutes(_ listings: Listings) -> [Route] {
        listings.hosts.routes + [core.hostSettingsRoute(listings.hosts)] + core.hostRoutes(listings.hosts)
            + [core.hostDeviceRoute(listings.hosts)]
            + core.hostNetworkRoutes(listings.hosts) + core.volumeContentRoutes(listings.hosts)
    }

    private func registryRoutes(_ listings: Listings) -> [Route] {
        listings.providers.routes + core.providerRoutes(listings.providers) + listings.images.routes
            + core.imageRoutes(listings.images) + listings.instanceTypes.routes
            + core.instanceTypeRoutes(listings.instanceTypes)
    }

    private func storageRoutes(_ listings: Listings) -> [Route] {
        listings.pools.routes + core.poolRoutes(listings.pools) + listings.volumes.routes
            + core.volumeRoutes(listings.volumes)
    }

    /// The operation's own route waits; the listing only lists.
    private func operationRoutes(_ listings: Listings) -> [Route] {
        [listings.operations.list] + core.operationRoutes(listings.operations)
    }
}

/// The routes of every table.
private struct Listings {
    let machines: TableRoutes<HostedKey, VirtualMachine>
    let hosts: TableRoutes<UUID, Host>
    let providers: TableRoutes<UUID, Provider>
    let images: TableRoutes<UUID, Image>
    let instanceTypes: TableRoutes<UUID, InstanceType>
    let pools: TableRoutes<HostedKey, StoragePool>
    let volumes: TableRoutes<HostedKey, Volume>
    let networks: TableRoutes<HostedKey, Network>
    let snapshots: TableRoutes<HostedKey, VirtualMachineSnapshot>
    let operations: TableRoutes<UUID, ApusModel.Operation>
    let recordings: TableRoutes<UUID, Recording>

    init(_ estate: Estate, _ statistics: Statistics) {
        let seal = CursorSeal.authenticated()
        let hosts = estate.hosts
        machines = .init(
            VirtualMachine.columns { statistics.usage(of: $0.key) }, estate.machines, on: hosts, .vm, seal)
        self.hosts = .init(Host.columns { statistics.usage(of: $0) }, hosts, .host, seal)
        providers = .init(Provider.columns, estate.providers, .provider, seal)
        images = .init(Image.columns, estate.images, .image, seal)
        instanceTypes = .init(InstanceType.columns, estate.instanceTypes, .instanceType, seal)
        pools = .init(StoragePool.columns, estate.pools, on: hosts, .pool, seal)
        volumes = .init(Volume.columns, estate.volumes, on: hosts, .volume, seal)
        networks = .init(Network.columns, estate.networks, on: hosts, .network, seal)
        snapshots = .init(VirtualMachineSnapshot.columns, estate.snapshots, on: hosts, .snapshot, seal)
        operations = .init(ApusModel.Operation.columns, estate.operations, .operation, seal)
        recordings = .init(Recording.columns, estate.recordings, .recording, seal)
    }
}
