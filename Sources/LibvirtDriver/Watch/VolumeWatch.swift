import ApusCore
import ApusModel
import FoundationEssentials
import Libvirt
import Logging
import Synchronization

/// Lists the volumes of a host: with each listing of everything, at each event of a pool, and after each change of ours.
///
/// To describe a volume libvirt opens its file, so a dead share can hold it up for ever: see ``StorageAnswers``.
final class VolumeWatch: Sendable {
    private struct Wanted {
        var everything = false
        var pools: Set<String> = []
    }

    /// Who is told, about which host.
    private struct Audience: Sendable {
        var observer: ProviderObserver
        var host: @Sendable () -> HostIdentity?
    }

    private let lanes: Lanes
    private let logger: Logger
    private let wanted = Mutex(Wanted())
    private let audience = Mutex<Audience?>(nil)
    private let looking = LookTurn()
    private let wakes: AsyncStream<Void>
    private let waker: AsyncStream<Void>.Continuation
    /// How many volumes are read in one call: others that wait for the connection come between.
    private static let slice = 250

    init(lanes: Lanes, logger: Logger) {
        self.lanes = lanes
        self.logger = logger
        (wakes, waker) = AsyncStream.makeStream(of: Void.self, bufferingPolicy: .bufferingNewest(1))
    }

    /// Asks for a look at one pool, or at all (nil), soon.
    func wake(_ pool: String? = nil) {
        wanted.withLock { wanted in
            if let pool { wanted.pools.insert(pool) } else { wanted.everything = true }
        }
        waker.yield()
    }

    /// Ends when the task is cancelled.
    func run(_ observer: ProviderObserver, _ host: @escaping @Sendable () -> HostIdentity?) async {
        audience.withLock { $0 = Audience(observer: observer, host: host) }
        await withTaskGroup(of: Void.self) { group in
            group.addTask { await self.followSilences() }
            await follow()
            group.cancelAll()
        }
    }

    /// Tells when storage falls silent, and looks anew when it answers again.
    private func followSilences() async {
        for await pool in lanes.storage.silences {
            guard let audience = audience.withLock({ $0 }), let host = audience.host() else { continue }
            logger.warning("Storage does not answer", metadata: ["pool": "\(pool?.uuidString ?? "unknown")"])
            await audience.observer.report(.storageSilent(host: host.id, pool: pool))
            await lanes.storage.awaitReturn()
            logger.notice("Storage answers")
            do { try await lookAtPools() } catch { wake() }
        }
    }

    private func follow() async {
        for await _ in wakes {
            guard !Task.isCancelled else { return }
            guard lanes.driver.hasStorage else { continue }
            let due = wanted.withLock { wanted in
                defer { wanted = Wanted() }
                return wanted
            }
            do {
                if due.everything { try await look(nil) } else { for pool in due.pools { try await look(pool) } }
            } catch {
                logger.notice("Volumes could not be listed", metadata: ["error": "\(error)"])
            }
        }
    }

    /// Looks at one pool, or at all, and tells what is there; one look after the other, so that the last told is the last read.
    func look(_ pool: String?) async throws {
        try await looking.next { try await self.read(pool) }
    }

    private func read(_ only: String?) async throws {
        guard let audience = audience.withLock({ $0 }), let host = audience.host() else { return }
        // A change in one pool changes what its own row says; a listing of all has just told of them.
        if only != nil { try await tellPools(audience, host) }
        let pools = try await lanes.storage.ask("list volumes") { try $0.listedPools(only) }
        var all: [Volume] = []
        for pool in pools {
            let rows = try await rows(of: pool, host)
            if only == nil { all += rows } else { await report(rows, of: pool.id, audience, host) }
        }
        if only == nil { await report(all, of: nil, audience, host) }
    }

    private func rows(of pool: ListedPool, _ host: HostIdentity) async throws -> [Volume] {
        var rows: [Volume] = []
        for start in stride(from: 0, to: pool.volumes.count, by: Self.slice) {
            let names = Array(pool.volumes[start..<min(start + Self.slice, pool.volumes.count)])
            rows += try await lanes.storage.ask("read volumes", of: pool.id) {
                try $0.volumeRows(names, of: pool, on: host)
            }
        }
        return rows
    }

    private func report(_ rows: [Volume], of pool: UUID?, _ audience: Audience, _ host: HostIdentity) async {
        await audience.observer.report(.volumes(host: host.id, pool: pool, rows))
    }

    /// Reads the pools anew too.
    func lookAtPools() async throws {
        guard let audience = audience.withLock({ $0 }), let host = audience.host() else { return }
        try await tellPools(audience, host)
        try await look(nil)
    }

    private func tellPools(_ audience: Audience, _ host: HostIdentity) async throws {
        let rows = try await lanes.storage.ask("list pools") { try $0.poolRows(on: host) }
        await audience.observer.report(.pools(host: host.id, rows))
    }
}

/// Lets looks run one after the other, in the order they came.
private actor LookTurn {
    private var last: Task<Void, Never>?

    func next(_ work: @escaping @Sendable () async throws -> Void) async throws {
        let previous = last
        let task = Task {
            await previous?.value
            try await work()
        }
        // An error belongs to its own caller.
        last = Task { _ = try? await task.value }
        try await task.value
    }
}
