import ApusCore
import ApusModel
import FoundationEssentials
import Libvirt
import Logging

/// Works off the agenda of one host, one thing after the other, so that what is reported comes in the order it was read.
actor HostWatch {
    /// What was last told of the provider.
    private enum Told: Equatable { case nothing, connected, unreachable(String) }

    let provider: Provider
    let lanes: Lanes
    let tempo: Tempo
    let logger: Logger
    let roster: Roster
    let inspections: Inspections
    let agenda: Agenda
    let observer: ProviderObserver
    let volumes: VolumeWatch
    private let onIdentity: @Sendable (HostIdentity) -> Void
    private var identity: HostIdentity?
    private var told = Told.nothing
    /// Read once for each connection.
    private var capabilities = CapabilitiesBox()

    init(
        provider: Provider, lanes: Lanes, tempo: Tempo, logger: Logger, roster: Roster, inspections: Inspections,
        agenda: Agenda, observer: ProviderObserver, volumes: VolumeWatch,
        onIdentity: @escaping @Sendable (HostIdentity) -> Void
    ) {
        self.provider = provider
        self.lanes = lanes
        self.tempo = tempo
        self.logger = logger
        self.roster = roster
        self.inspections = inspections
        self.agenda = agenda
        self.observer = observer
        self.volumes = volumes
        self.onIdentity = onIdentity
    }

    /// Ends when the task is cancelled or the connection is shut down.
    func run() async {
        for await _ in agenda.wakes {
            try? await Task.sleep(for: tempo.gathering)
            guard !Task.isCancelled else { return }
            let items = agenda.take()
            if case .disconnected(let error, _) = items.status { await lost(error) }
            guard lanes.reads.status.isConnected else { continue }
            await attend(to: items)
        }
    }

    private func attend(to items: Agenda.Items) async {
        do {
            if items.everything || items.isFresh || told != .connected {
                agenda.expectListing(in: interval)
                try await lookAtEverything(isFresh: items.isFresh || told != .connected)
            } else {
                try await look(at: items)
            }
        } catch {
            await failed(error)
        }
    }

    private var interval: Duration {
        if case .connected(_, receivesEvents: false) = lanes.reads.status { return tempo.listingWithoutEvents }
        return tempo.listing
    }

    private func look(at items: Agenda.Items) async throws {
        guard let identity else { return }
        if !items.machines.isEmpty { try await lookAtMachines(items.machines, identity) }
        if items.pools {
            if let rows = try await pools(identity) { await observer.report(.pools(host: identity.id, rows)) }
            volumes.wake()
        }
        if items.networks { await observer.report(.networks(host: identity.id, try await networks(identity))) }
        if items.facts { await observer.report(.host(try await facts(identity))) }
    }
}

extension HostWatch {
    private func lookAtEverything(isFresh: Bool) async throws {
        let identity = try await identify()
        if isFresh {
            await sweepInspections()
            await readCapabilities()
        }
        let facts = try await facts(identity)
        let sizes = roster.sizes
        let listed = try await lanes.reads.perform("list machines", deadline: .seconds(60)) { connection in
            let readings = try connection.machineReadings()
            sizes.keep(only: readings)
            return readings
        }
        try await learn(sizes, of: listed)
        let (pools, networks) = (try await pools(identity), try await networks(identity))
        roster.replace(listed)
        if told != .connected {
            told = .connected
            lanes.hurry()
            logger.info("Connected")
            await observer.report(.connected)
        }
        await observer.report(.host(facts))
        let rows = listed.map { roster.withAddresses(VirtualMachine($0, on: identity)) }
        await observer.report(.listing(host: identity.id, machines: rows, pools: pools, networks: networks))
        volumes.wake()
        let snapshots = listed.flatMap { $0.snapshotRows(on: identity) }
        await observer.report(.snapshots(host: identity.id, snapshots))
    }

    private func lookAtMachines(_ ids: Set<UUID>, _ identity: HostIdentity) async throws {
        let sizes = roster.sizes
        let found = try await lanes.reads.perform("read machines") { try $0.machineReadings(of: ids) }
        try await learn(sizes, of: Array(found.values))
        for id in ids {
            if let reading = found[id] {
                roster.update(reading)
                await observer.report(.machine(roster.withAddresses(VirtualMachine(reading, on: identity))))
                let vm = HostedKey(host: identity.id, id: id)
                await observer.report(.machineSnapshots(vm: vm, reading.snapshotRows(on: identity)))
            } else {
                roster.remove(id)
                await observer.report(.machineGone(HostedKey(host: identity.id, id: id)))
            }
        }
    }

    /// nil where storage does not answer: that must not hide the machines.
    private func pools(_ host: HostIdentity) async throws -> [ApusModel.StoragePool]? {
        try await lanes.storage.askIfAnswering("list pools") { try $0.poolRows(on: host) }
    }

    private func learn(_ sizes: DiskSizes, of readings: [MachineReading]) async throws {
        guard sizes.lacks(readings) else { return }
        try await lanes.storage.askIfAnswering("read sizes of disks") { sizes.learn(of: readings, from: $0) }
    }

    private func networks(_ host: HostIdentity) async throws -> [ApusModel.Network] {
        try await lanes.reads.perform("list networks") { try $0.networkRows(on: host) }
    }

    private func identify() async throws -> HostIdentity {
        if let identity { return identity }
        let known = try await observer.identify(LibvirtProvider.nativeHost, provider.name)
        identity = known
        onIdentity(known)
        return known
    }
}

extension HostWatch {
    private func facts(_ identity: HostIdentity) async throws -> Host {
        let capabilities = capabilities
        var host = Host(
            id: identity.id, number: identity.number, name: identity.name, provider: provider.id,
            providerName: provider.name)
        let facts = try await lanes.reads.perform("read host") { try $0.hostFacts() }
        facts.fill(&host, capabilities: capabilities.state, driver: lanes.driver)
        return host
    }

    /// Waits a little; a late answer is put on the agenda.
    private func readCapabilities() async {
        let box = CapabilitiesBox()
        capabilities = box
        let agenda = agenda
        do {
            try await lanes.reads.perform("read capabilities", deadline: tempo.patience) { connection in
                let wasLate = box.finish(connection.capabilitiesIfAny())
                if wasLate { agenda.add { $0.facts = true } }
            }
        } catch {
            box.markLate()
            logger.notice("The host is slow to tell its capabilities", metadata: ["error": "\(error)"])
        }
    }

    /// What an earlier process that was killed while it inspected an image left.
    private func sweepInspections() async {
        let inspections = inspections
        do {
            try await lanes.reads.perform("sweep") { try $0.sweepInspections(except: inspections.live) }
        } catch {
            logger.debug("Nothing was swept", metadata: ["error": "\(error)"])
        }
    }

    private func lost(_ error: LibvirtError) async {
        await tell(unreachable: error.plainReason)
    }

    /// A look failed while the connection stands, or just fell: then its status follows.
    private func failed(_ error: any Error) async {
        guard !Task.isCancelled else { return }
        logger.notice("The host could not be looked at", metadata: ["error": "\(error)"])
        let driverError = DriverError(error)
        if driverError.code == .timedOut { await tell(unreachable: driverError.message) }
        agenda.expectListing(in: tempo.retry)
    }

    private func tell(unreachable reason: String) async {
        guard told != .unreachable(reason) else { return }
        told = .unreachable(reason)
        logger.warning("Unreachable", metadata: ["reason": "\(reason)"])
        await observer.report(.unreachable(reason: reason))
    }
}
