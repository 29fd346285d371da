import ApusModel
import FoundationEssentials
import Logging
import Schema

/// The registered providers and their live connections.
public actor Providers {
    private let store: any RegistryStore & LastRowsStore
    private let estate: Estate
    private let drivers: [Provider.Kind: any ProviderDriver]
    private let ambient: Ambient
    private let logger: Logger
    private var connections: [UUID: Live] = [:]
    /// Hosts whose last rows are to be kept, and the task that does it.
    private var unsaved: Set<UUID> = []
    private var saving: Task<Void, Never>?
    /// Called when a host has been listed: what waited for it may go on.
    private var onHostAnswered: @Sendable (UUID) async -> Void = { _ in }

    private struct Live {
        var connection: any ProviderConnection
        var watch: Task<Void, Never>
    }

    public init(
        store: any RegistryStore & LastRowsStore, estate: Estate, drivers: [any ProviderDriver],
        ambient: Ambient = Ambient(), logger: Logger
    ) {
        self.store = store
        self.estate = estate
        self.drivers = Dictionary(drivers.map { ($0.kind, $0) }, uniquingKeysWith: { first, _ in first })
        self.ambient = ambient
        self.logger = logger
    }

    /// Loads providers and the last rows of their hosts; nothing is connected yet.
    public func load() async throws {
        estate.providers.upsert(try await store.all(Provider.self))
        for rows in try await store.lastRows() { estate.show(last: rows) }
    }

    /// Connects all providers.
    public func start(onHostAnswered: @escaping @Sendable (UUID) async -> Void) {
        self.onHostAnswered = onHostAnswered
        for provider in estate.providers.rows() { connect(provider) }
    }

    /// Ends all connections.
    public func stop() async {
        let live = connections.values
        connections = [:]
        await saving?.value
        live.forEach { $0.watch.cancel() }
        await withTaskGroup(of: Void.self) { group in
            for one in live { group.addTask { await one.connection.close() } }
        }
    }

    /// Registers a provider and begins to connect to it.
    public func add(_ request: CreateProvider) async throws -> Provider {
        let kind = Provider.Kind.libvirt
        guard let driver = drivers[kind] else { throw Problem(.invalid, "The kind \(kind.rawValue) is switched off.") }
        let address = try normalized(request.address, driver)
        if let twin = estate.providers.rows().first(where: { $0.address == address }) {
            throw Problem(.conflict, "The provider \(Echo.quoted(twin.name)) has this address already.")
        }
        let provider = try await store.add(
            Provider(
                id: ambient.uuid(), number: 0, name: request.name, kind: kind, address: address,
                settings: request.settings, createdAt: ambient.now()))
        estate.providers.upsert([provider])
        connect(provider)
        return provider
    }

    /// Adds what the configuration file names, before anything is connected; what is there already gets its settings.
    /// - Returns: why an entry was not taken, by its place in the list.
    public func configure(_ entries: [CreateProvider]) async throws -> [Int: Problem] {
        var refused: [Int: Problem] = [:]
        for (place, entry) in entries.enumerated() {
            do {
                try await configure(entry)
            } catch let problem as Problem where problem.code != ProblemCode.storeFailed.rawValue {
                refused[place] = problem
            }
        }
        return refused
    }

    private func configure(_ entry: CreateProvider) async throws {
        guard let driver = drivers[.libvirt] else { return }
        let address = try normalized(entry.address, driver)
        let known = estate.providers.rows()
        if var present = known.first(where: { $0.address == address && $0.name == entry.name }) {
            present.settings = entry.settings
            try await store.update(present)
            present.configured = true
            estate.providers.upsert([present])
            return
        }
        if let other = known.first(where: { $0.address == address || $0.name.lowercased() == entry.name.lowercased() })
        {
            throw Problem(
                .conflict,
                "There is the provider \(Echo.quoted(other.name)) at \(other.address) already; remove that one, or give "
                    + "this entry its name and address.")
        }
        var added = try await store.add(
            Provider(
                id: ambient.uuid(), number: 0, name: entry.name, kind: .libvirt, address: address,
                settings: entry.settings, createdAt: ambient.now()))
        added.configured = true
        estate.providers.upsert([added])
    }

    /// Forgets a provider. Nothing on its hosts is changed.
    public func remove(_ reference: String) async throws {
        let provider = try estate.providers.rows().resolve(reference)
        guard provider.configured != true else {
            throw Problem(
                .conflict,
                "The provider \(Echo.quoted(provider.name)) stands in the server's configuration file: take it out there "
                    + "(providers), start the server again, then remove it.")
        }
        let hosts = Set(estate.hosts.rows().filter { $0.provider == provider.id }.map(\.id))
        if let busy = estate.operations.rows().first(where: { operation in
            operation.host.map(hosts.contains) == true && (!operation.state.isSettled || operation.state == .stuck)
        }) {
            var problem = Problem(.locked, "An operation is changing a machine of \(Echo.quoted(provider.name)).")
            problem.operation = busy.id
            throw problem
        }
        // One that comes from elsewhere, too.
        if let arrival = estate.marks.withLock({ marks in marks.first { hosts.contains($0.key.host) }?.value.operation }
        ) {
            var problem = Problem(.locked, "A machine is on its way to a host of \(Echo.quoted(provider.name)).")
            problem.operation = arrival
            throw problem
        }
        try await store.remove(Provider.self, provider.id)
        if let live = connections.removeValue(forKey: provider.id) {
            live.watch.cancel()
            await live.connection.close()
        }
        estate.forget(provider)
    }

    /// The capabilities of a host.
    /// - Throws: ``DriverError`` `unreachable` when its provider has no connection.
    public func drivers(for host: UUID) throws -> HostDrivers {
        guard let row = estate.hosts.row(host), let live = connections[row.provider],
            let drivers = live.connection.drivers(for: host)
        else { throw DriverError(.unreachable, "The host is not connected.") }
        return drivers
    }

    /// The registered provider of an address, in whichever spelling.
    /// - Throws: a ``Problem`` for an address that is none.
    public func registered(_ address: String) throws -> Provider? {
        guard let driver = drivers[.libvirt] else { return nil }
        let address = try normalized(address, driver)
        return estate.providers.rows().first { $0.address == address }
    }

    private func normalized(_ address: String, _ driver: any ProviderDriver) throws -> String {
        do {
            return try driver.normalized(address: address)
        } catch let error as AddressError {
            throw Problem(
                .invalid, "The provider address is not allowed: \(error.message).",
                errors: [.init(pointer: "/address", code: "address", message: error.message)])
        }
    }

    private func connect(_ provider: Provider) {
        guard let driver = drivers[provider.kind] else { return }
        do {
            let connection = try driver.connection(to: provider)
            let observer = observer(of: provider)
            connections[provider.id] = Live(
                connection: connection, watch: Task { await connection.watch(observer) })
        } catch {
            logger.error(
                "A provider cannot be opened", metadata: ["provider": "\(provider.name)", "error": "\(error)"])
            estate.apply(.unreachable(reason: "\(error)"), of: provider.id, at: ambient.now())
        }
    }

    private func observer(of provider: Provider) -> ProviderObserver {
        let (store, estate, ambient) = (store, estate, ambient)
        return ProviderObserver(
            identify: { native, name in
                try await store.identify(native: native, of: provider.id, suggestedName: name)
            },
            report: { [weak self] observation in
                estate.apply(observation, of: provider.id, at: ambient.now())
                if case .listing(let host, _, _, _) = observation { await self?.listed(host) }
            })
    }

    private func listed(_ host: UUID) async {
        unsaved.insert(host)
        if saving == nil { saving = Task { await saveLastRows() } }
        await onHostAnswered(host)
    }

    /// Keeps the last rows of one host after the other: after a start all hosts list at once, and readers come first.
    private func saveLastRows() async {
        while let host = unsaved.popFirst() {
            guard let rows = estate.lastRows(of: host) else { continue }
            do {
                try await store.save(rows)
            } catch {
                // Losing last rows loses nothing; the store's own faults are told by the operations.
                logger.debug("Last rows were not kept", metadata: ["host": "\(host)", "error": "\(error)"])
            }
        }
        saving = nil
    }
}
