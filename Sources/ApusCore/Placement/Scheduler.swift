import ApusModel
import FoundationEssentials
import Inventory
import Placement
import Synchronization

/// Keeps an index of all hosts and what is promised there, and chooses.
///
/// It follows the tables: before each choice the hosts that changed since the last one are figured out anew, the others stay.
public final class Scheduler: Sendable {
    struct State {
        var fleet = Fleet()
        var generator = SystemRandomNumberGenerator()
        /// The last changes that were taken over.
        var hosts: UInt64 = .max
        var machines: UInt64 = .max
        var pools: UInt64 = .max
        var volumes: UInt64 = .max
        var providers: UInt64 = .max
        /// The claims that stand in each host's figures.
        var claims: [UUID: [Claim]] = [:]
    }

    let estate: Estate
    let overcommit: Overcommit
    let settings: PlacementSettings
    private let state = Mutex(State())

    init(estate: Estate, overcommit: Overcommit, settings: PlacementSettings) {
        (self.estate, self.overcommit, self.settings) = (estate, overcommit, settings)
    }

    /// Works on the hosts as they are now, with these claims.
    func with<Value>(_ claims: [Claim], _ work: (inout State) throws -> Value) rethrows -> Value {
        try state.withLock { state in
            follow(&state, claims)
            return try work(&state)
        }
    }

    /// A copy to plan on.
    func fleet(_ claims: [Claim]) -> Fleet { with(claims) { $0.fleet } }

    private func follow(_ state: inout State, _ claims: [Claim]) {
        let open = Dictionary(grouping: claims, by: \.host)
        var changed: Set<UUID>? = Set(
            Set(open.keys).union(state.claims.keys).filter { open[$0] != state.claims[$0] })
        state.claims = open
        Self.take(estate.hosts, &state.hosts, &changed) { $0 }
        Self.take(estate.machines, &state.machines, &changed, \.host)
        Self.take(estate.pools, &state.pools, &changed, \.host)
        Self.take(estate.volumes, &state.volumes, &changed, \.host)
        // A provider's settings name the pool of all its hosts; they change seldom.
        var providers: Set<UUID>? = []
        Self.take(estate.providers, &state.providers, &providers) { $0 }
        if providers?.isEmpty != true { changed = nil }
        guard let changed else { return rebuild(&state) }
        for id in changed { refresh(id, &state) }
    }

    /// Adds the hosts of what changed in a table; nil means all.
    private static func take<ID, Row>(
        _ table: Table<ID, Row>, _ version: inout UInt64, _ changed: inout Set<UUID>?, _ host: (ID) -> UUID
    ) {
        switch table.changes(since: version) {
        case .reset(let now): (version, changed) = (now, nil)
        case .changes(let changes):
            for change in changes { changed?.insert(host(change.id)) }
            version = changes.last?.sequence ?? version
        }
    }

    private func refresh(_ id: UUID, _ state: inout State) {
        guard let host = estate.hosts.row(id) else { return state.fleet.remove(id) }
        state.fleet.put(candidate(host, state.claims[id] ?? []))
    }

    private func rebuild(_ state: inout State) {
        let next = state.fleet.next
        let hosts = estate.hosts.rows().sorted { $0.number < $1.number }
        state.fleet = Fleet(hosts.map { candidate($0, state.claims[$0.id] ?? []) })
        state.fleet.next = next
    }

    /// The host as placement sees it.
    func candidate(_ host: Host, _ claims: [Claim]) -> Candidate {
        let host = estate.allocated(host, claims)
        let disk = disk(of: host, claims)
        let total = Resources(cpus: Int64(host.cpus), memory: host.memory, disk: disk.capacity)
        var members: [String: Int] = [:]
        for vm in estate.machines.rows(in: host.id) { for tag in vm.tags { members[tag, default: 0] += 1 } }
        return Candidate(
            id: host.id, name: host.name, capacity: overcommit.of(host).capacity(of: total),
            allocated: Resources(cpus: Int64(host.cpusAllocated), memory: host.memoryAllocated, disk: disk.promised),
            cpusPerMachine: Int64(host.cpus), labels: host.placementLabels, members: members,
            closed: host.closedToPlacement)
    }

    /// The pool that new disks go to where nothing else is asked.
    func standardPool(of host: UUID) -> StoragePool? {
        guard let row = estate.hosts.row(host), let provider = estate.providers.row(row.provider) else { return nil }
        return estate.pools.rows(in: host).first { $0.name == provider.settings.pool }
    }

    /// What a machine's volumes may come to take. Of one that is still being copied, some are there and some are not.
    private static func disk(of vm: UUID, in volumes: [Volume]) -> Int64 {
        let prefix = CreationPlan.volumePrefix(vm)
        return volumes.filter { $0.name.hasPrefix(prefix) }.reduce(Resources.zero) {
            $0 + Resources(cpus: 0, memory: 0, disk: max($1.capacity, $1.allocation))
        }.disk
    }

    /// The host's standard pool: what it has, what is taken, and what its volumes and those still being made may come to take.
    private func disk(of host: Host, _ claims: [Claim]) -> (capacity: Int64, promised: Int64) {
        guard let pool = standardPool(of: host.id), pool.state == .active, pool.capacity > 0 else {
            return (Resources.unlimited, 0)
        }
        let volumes = estate.volumes.rows(in: host.id).filter { $0.poolID == pool.id }
        let growth = volumes.reduce(Resources.zero) { sum, volume in
            sum + Resources(cpus: 0, memory: 0, disk: max(volume.capacity - min(volume.allocation, volume.capacity), 0))
        }
        let claimed = claims.filter { $0.host == host.id && $0.disk > 0 }.reduce(growth) { sum, claim in
            sum + Resources(cpus: 0, memory: 0, disk: max(0, claim.disk - Self.disk(of: claim.vm, in: volumes)))
        }
        return (pool.capacity, (claimed + Resources(cpus: 0, memory: 0, disk: pool.allocation)).disk)
    }
}
