import ApusModel
import FoundationEssentials
import Logging
import Synchronization

/// CPU, memory, disk and network of every machine and host: now, for the last hour by tick, and for days by five minutes.
///
/// What is measured stands beside the inventory, not in its rows: ten thousand rows that change every ten seconds would flood
/// everybody who follows changes. Tables join it when they are read.
public final class Statistics: Sendable {
    /// The choices an administrator makes.
    public struct Settings: Sendable {
        /// Seconds between two looks at a host; 0 measures nothing.
        public var interval: Int
        /// How long five-minute values are kept; 0 keeps none.
        public var retentionDays: Int

        public init(interval: Int = 0, retentionDays: Int = 30) {
            self.interval = interval
            self.retentionDays = retentionDays
        }

        public static let off = Settings()
    }

    struct State {
        var tapes: [UUID: Tape] = [:]
        /// Hosts that are being measured.
        var busy: Set<UUID> = []
        /// Ended five minutes that are not stored yet.
        var unsaved: [StatisticsRow] = []
        var isSaving = false
        /// Of the last look at each host, in seconds.
        var durations: [UUID: Double] = [:]
        var work: Task<Void, Never>?
    }

    let settings: Settings
    let estate: Estate
    let store: any StatisticsStore
    let ambient: Ambient
    let logger: Logger
    private let drivers: @Sendable (UUID) async throws -> HostDrivers
    let state = Mutex(State())
    /// Rows that wait while the store cannot be written; the oldest go first.
    private static let backlog = 100_000
    /// Rows of one transaction: operations wait for the same writer.
    private static let batch = 200

    init(
        settings: Settings, estate: Estate, store: any StatisticsStore, ambient: Ambient, logger: Logger,
        drivers: @escaping @Sendable (UUID) async throws -> HostDrivers
    ) {
        self.settings = settings
        self.estate = estate
        self.store = store
        self.ambient = ambient
        self.logger = logger
        self.drivers = drivers
    }

    /// Ticks in the last hour.
    private var capacity: Int { 3600 / max(settings.interval, 1) }
}

// MARK: Measuring

extension Statistics {
    /// Begins to measure.
    func start() {
        guard settings.interval > 0 else { return }
        state.withLock { state in
            if state.work == nil { state.work = Task { await self.run() } }
        }
    }

    /// A host that is slow delays no other, and is not asked again meanwhile.
    private func run() async {
        await withDiscardingTaskGroup { group in
            while !Task.isCancelled {
                for host in estate.hosts.rows() where host.state == .up && begin(host.id) {
                    group.addTask { await self.look(at: host) }
                }
                forgetHosts()
                group.addTask { await self.save() }
                try? await Task.sleep(for: .seconds(settings.interval))
            }
        }
    }

    /// Ends, and stores what is gathered.
    func stop() async {
        state.withLock { state in
            state.work?.cancel()
            guard settings.retentionDays > 0 else { return }
            for id in Array(state.tapes.keys) { state.unsaved += state.tapes[id]?.close(host: id) ?? [] }
        }
        await save()
    }

    private func begin(_ host: UUID) -> Bool { state.withLock { $0.busy.insert(host).inserted } }

    private func look(at host: Host) async {
        do {
            if let driver = try await drivers(host.id).statistics {
                let begin = ContinuousClock.now
                let sample = try await driver.measure()
                state.withLock { $0.durations[host.id] = begin.duration(to: .now) / .seconds(1) }
                record(sample, of: host)
            }
        } catch {
            logger.debug("A host was not measured", metadata: ["host": "\(host.name)", "error": "\(error)"])
        }
        _ = state.withLock { $0.busy.remove(host.id) }
    }

    /// Takes a sample over.
    public func record(_ sample: HostSample, of host: Host) {
        let (estate, now, capacity) = (estate, ambient.now(), capacity)
        state.withLock { state in
            let ended = state.tapes[host.id, default: Tape(capacity: capacity)].record(
                sample, of: host,
                cpus: { estate.machines.row(HostedKey(host: host.id, id: $0))?.cpus ?? 1 }, at: now)
            if settings.retentionDays > 0 { state.unsaved += ended }
            if state.unsaved.count > Self.backlog {
                state.unsaved.removeFirst(state.unsaved.count - Self.backlog)
            }
        }
    }

    private func forgetHosts() {
        state.withLock { state in
            for id in Array(state.tapes.keys) where estate.hosts.row(id) == nil {
                state.tapes[id] = nil
                state.durations[id] = nil
            }
        }
    }

    /// Stores ended five minutes in small transactions. What cannot be stored waits.
    func save() async {
        guard state.withLock({ !$0.unsaved.isEmpty && !$0.isSaving }) else { return }
        state.withLock { $0.isSaving = true }
        do {
            while true {
                let rows = state.withLock { Array($0.unsaved.prefix(Self.batch)) }
                guard !rows.isEmpty else { break }
                try await store.append(rows)
                state.withLock { $0.unsaved.removeFirst(min(rows.count, $0.unsaved.count)) }
            }
            let horizon = ambient.now().addingTimeInterval(-86_400 * Double(settings.retentionDays))
            try await store.pruneStatistics(before: Int64(exactly: horizon.timeIntervalSince1970.rounded()) ?? 0)
        } catch {
            logger.warning("Statistics were not stored", metadata: ["error": "\(error)"])
        }
        state.withLock { $0.isSaving = false }
    }
}

// MARK: Reading

extension Statistics {
    /// What a machine uses now; nil when it does not run or was not measured lately.
    public func usage(of machine: HostedKey) -> Usage? {
        state.withLock { state in
            guard let tape = state.tapes[machine.host], isFresh(tape) else { return nil }
            return tape.tracks[machine.id]?.current
        }
    }

    /// What a host uses now.
    public func usage(of host: Host) -> Usage? { usage(of: HostedKey(host: host.id, id: host.id)) }

    /// The counters of a machine; nil when it does not run or was not measured lately.
    public func counters(of machine: HostedKey) -> Counters? {
        state.withLock { state in
            guard let tape = state.tapes[machine.host], isFresh(tape), let track = tape.tracks[machine.id] else {
                return nil
            }
            return track.instant == tape.instant ? track.last : nil
        }
    }

    /// The counters of what runs and was measured lately, by key; that of a host has its own id twice.
    public func counters() -> [HostedKey: Counters] {
        state.withLock { state in
            var found: [HostedKey: Counters] = [:]
            for (host, tape) in state.tapes where isFresh(tape) {
                for (id, track) in tape.tracks where track.instant == tape.instant {
                    found[HostedKey(host: host, id: id)] = track.last
                }
            }
            return found
        }
    }

    /// How long the last look at each host took, in seconds.
    public var durations: [UUID: Double] { state.withLock { $0.durations } }

    private func isFresh(_ tape: Tape) -> Bool {
        tape.instant.duration(to: .now) < .seconds(3 * max(settings.interval, 10))
    }
}
