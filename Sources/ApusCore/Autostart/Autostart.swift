import ApusModel
import FoundationEssentials
import Logging

/// Starts the machines that have a start order when their host has booted: one after the other, each start an operation.
///
/// Machines without an order are started by the host itself. A boot is noticed when a host is listed; what is still to come is
/// stored before the first start, so a server that ends in the middle goes on, and no machine is started twice for one boot.
actor Autostart {
    static let actor = "autostart"
    /// How long one start is waited for at a time; the next listing of the host waits on.
    static let patience = Duration.seconds(600)

    let estate: Estate
    let operations: Operations
    let machines: VirtualMachines
    let ambient: Ambient
    let logger: Logger
    private let store: any BootStore
    private let drivers: @Sendable (UUID) async throws -> HostDrivers
    private var records: [UUID: BootRecord] = [:]
    /// What was read last, which is often later than what is stored.
    private var seen: [UUID: HostBoot] = [:]
    private var runs: [UUID: Task<Void, Never>] = [:]
    private var isEnding = false
    /// What is noted of a host is changed by its boots and by its starts: one after the other, each in what the other stored.
    private let noting = Turn()

    init(
        estate: Estate, operations: Operations, machines: VirtualMachines, store: any BootStore, ambient: Ambient,
        logger: Logger, drivers: @escaping @Sendable (UUID) async throws -> HostDrivers
    ) {
        self.estate = estate
        self.operations = operations
        self.machines = machines
        self.store = store
        self.ambient = ambient
        self.logger = logger
        self.drivers = drivers
    }

    /// Looks whether the host has booted, and starts or goes on with what is due. The host's machines have just been listed.
    func hostAnswered(_ host: UUID) async {
        do {
            guard let boot = try await drivers(host).boot?.boot() else { return }
            try await take(boot, of: host)
        } catch {
            // The next listing looks again.
            logger.debug("The boot of a host was not read", metadata: ["host": "\(host)", "error": "\(error)"])
        }
        guard !isEnding, runs[host] == nil, records[host]?.waiting.isEmpty == false else { return }
        runs[host] = Task { await self.run(host) }
    }

    /// Ends between two starts; the rest is for the next run of the server.
    func stop() async {
        isEnding = true
        runs.values.forEach { $0.cancel() }
        for run in runs.values { await run.value }
    }

    private func take(_ boot: HostBoot, of host: UUID) async throws {
        guard let known = try await record(of: host) else {
            // Nothing tells whether a host that was never seen has just booted.
            return try await keep(BootRecord(boot: boot, id: ambient.uuid(), seenAt: ambient.now()), of: host)
        }
        if boot.isNew(after: seen[host] ?? known.boot) {
            runs[host]?.cancel()
            await runs[host]?.value
            let record = BootRecord(boot: boot, id: ambient.uuid(), seenAt: ambient.now(), waiting: planned(on: host))
            try await keep(record, of: host)
            logger.notice(
                "A host has booted; its machines with a start order are started",
                metadata: ["host": "\(estate.hosts.row(host)?.name ?? "")", "machines": "\(record.waiting.count)"])
        } else if records[host].map({ boot.outgrows($0.boot) }) == true {
            try await change(host) { $0.boot = boot }
        }
        seen[host] = boot
    }

    private func record(of host: UUID) async throws -> BootRecord? {
        if let known = records[host] { return known }
        let stored = try await store.bootRecord(of: host)
        records[host] = stored
        return stored
    }

    private func keep(_ record: BootRecord, of host: UUID) async throws {
        try await store.save(record, of: host)
        records[host] = record
    }

    private func change(_ host: UUID, _ edit: @escaping @Sendable (inout BootRecord) -> Void) async throws {
        try await noting.next { try await self.changeNow(host, edit) }
    }

    private func changeNow(_ host: UUID, _ edit: @Sendable (inout BootRecord) -> Void) async throws {
        guard var record = records[host] else { return }
        edit(&record)
        try await keep(record, of: host)
    }

    private func planned(on host: UUID) -> [UUID] {
        estate.machines.rows(in: host).filter(\.startsInOrder)
            .sorted {
                ($0.startOrder ?? 0, $0.name, $0.id.uuidString) < ($1.startOrder ?? 0, $1.name, $1.id.uuidString)
            }
            .map(\.id)
    }

    private func run(_ host: UUID) async {
        while let record = records[host], let id = record.waiting.first, !Task.isCancelled {
            guard await turn(HostedKey(host: host, id: id), record) else { break }
            do {
                try await change(host) { $0.waiting.removeAll { $0 == id } }
            } catch {
                logger.warning("A start order waits for the store", metadata: ["error": "\(error)"])
                break
            }
        }
        runs[host] = nil
    }
}
