import ApusModel
import FoundationEssentials
import Inventory

extension Estate {
    /// Takes over the volumes of one pool, or of all pools of a host.
    func place(_ listed: [Volume], of pool: UUID?, on host: UUID) {
        volumeWriters.withLock { _ in
            let others = pool.map { id in volumes.rows(in: host).filter { $0.poolID != id } } ?? []
            _ = volumes.replaceAll(in: Scope.of(host), VolumeUses(of: host, self).figured(others + listed))
            let known = pools.rows(in: host)
            _ = pools.upsert(zip(known, promising(known, on: host)).filter { $0 != $1 }.map(\.1))
        }
    }

    /// Shows the pools of a host, with what their volumes promise to guests.
    func show(_ listed: [StoragePool], on host: UUID) {
        volumeWriters.withLock { _ in _ = pools.replaceAll(in: Scope.of(host), promising(listed, on: host)) }
    }

    /// The pools with what the volumes of each promise.
    private func promising(_ rows: [StoragePool], on host: UUID) -> [StoragePool] {
        var sums: [UUID: Int64] = [:]
        for volume in volumes.rows(in: host) {
            // Figures of a host: a senseless one must not trap.
            let (sum, overflow) = (sums[volume.poolID] ?? 0).addingReportingOverflow(volume.capacity)
            sums[volume.poolID] = overflow ? .max : sum
        }
        return rows.map { row in
            var row = row
            row.promised = sums[row.id]
            return row
        }
    }

    /// Keeps what was last known of a host's storage, as known at `date`.
    func ageStorage(of host: UUID, _ culprit: UUID?, _ date: Date) {
        _ = pools.upsert(
            pools.rows(in: host).map { row in
                var aged = row.aged(date)
                if row.id == culprit { aged.state = .inaccessible }
                return aged
            })
        volumeWriters.withLock { _ in _ = volumes.upsert(volumes.rows(in: host).map { $0.aged(date) }) }
    }

    /// Figures anew what the volumes of a host are there for.
    func refigureUse(on host: UUID) {
        volumeWriters.withLock { _ in
            let rows = volumes.rows(in: host)
            guard !rows.isEmpty else { return }
            _ = volumes.upsert(VolumeUses(of: host, self).figured(rows))
        }
    }
}

extension VirtualMachine {
    /// What of a machine its volumes' rows depend on.
    var storageView: [String] { [name] + disks.map { $0.source ?? "" } + volumes }
}

/// What the inventory knows about who uses a host's volumes.
struct VolumeUses {
    private let images: [String: String]
    /// By path, or `pool/volume`, which is how a disk names its volume.
    private let users: [String: [String]]
    private let owners: [String: String]
    private let machineName: (UUID) -> String?

    init(of host: UUID, _ estate: Estate) {
        let machines = estate.machines.rows(in: host)
        images = Dictionary(estate.images.rows().map { ($0.path, $0.name) }, uniquingKeysWith: { first, _ in first })
        var users: [String: [String]] = [:]
        var owners: [String: String] = [:]
        for machine in machines {
            for source in Set(machine.disks.compactMap(\.source)) { users[source, default: []].append(machine.name) }
            for volume in machine.volumes { owners[volume] = machine.name }
        }
        self.users = users
        self.owners = owners
        let hosts = estate.hosts.rows().map(\.id)
        // A shared pool is listed by several hosts: its owner may live on any of them.
        machineName = { id in
            ([host] + hosts).lazy.compactMap { estate.machines.row(HostedKey(host: $0, id: id))?.name }.first
        }
    }

    /// The rows with what they are there for.
    func figured(_ rows: [Volume]) -> [Volume] {
        var builtOn: [String: [String]] = [:]
        for row in rows { if let path = row.backingPath { builtOn[path, default: []].append(row.name) } }
        return rows.map { row in
            var figured = row
            figured.usedBy = Set((users[row.path] ?? []) + (users["\(row.pool)/\(row.name)"] ?? [])).sorted()
            figured.backs = (builtOn[row.path] ?? []).sorted()
            figured.image = images[row.path]
            let named = CreationPlan.owner(ofVolume: row.name)
            figured.owner = owners["\(row.pool)/\(row.name)"] ?? named.flatMap(machineName)
            figured.use = Self.use(of: figured, isNamedAsOurs: named != nil)
            return figured
        }
    }

    private static func use(of row: Volume, isNamedAsOurs: Bool) -> Volume.Use {
        if !row.usedBy.isEmpty { return .disk }
        if row.image != nil { return .image }
        if !row.backs.isEmpty { return .backing }
        if row.owner != nil { return .owned }
        return isNamedAsOurs ? .orphan : .unused
    }
}

extension CreationPlan {
    /// The machine that a volume's name says it was made for; nil for any other name.
    static func owner(ofVolume name: String) -> UUID? {
        guard name.hasPrefix("apus-") else { return nil }
        let id = name.dropFirst("apus-".count).prefix(36)
        guard let uuid = UUID(uuidString: String(id)), id == uuid.uuidString.lowercased() else { return nil }
        return uuid
    }
}
