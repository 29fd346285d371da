import ApusModel
import FoundationEssentials
import Inventory
import Synchronization

/// Everything Apus sees, in memory: one table per kind. Reads come from here and never make a remote call.
///
/// A machine's row is what its host last said, with what a running operation means for it laid over: `starting`, `stopping`,
/// and the row of a machine that is still being made.
public final class Estate: Sendable {
    public let providers = Table<UUID, Provider>(id: \.id)
    public let hosts = Table<UUID, Host>(id: \.id, scope: { Scope.of($0.provider) })
    public let machines = Table<HostedKey, VirtualMachine>(history: 16_384, id: \.key, scope: { Scope.of($0.host) })
    public let pools = Table<HostedKey, StoragePool>(id: \.key, scope: { Scope.of($0.host) })
    public let volumes = Table<HostedKey, Volume>(history: 16_384, id: \.key, scope: { Scope.of($0.host) })
    public let networks = Table<HostedKey, Network>(id: \.key, scope: { Scope.of($0.host) })
    public let snapshots = Table<HostedKey, VirtualMachineSnapshot>(id: \.key, scope: { Scope.of($0.host) })
    public let images = Table<UUID, Image>(id: \.id)
    public let instanceTypes = Table<UUID, InstanceType>(id: \.id)
    public let operations = Table<UUID, ApusModel.Operation>(id: \.id)
    public let recordings = Table<UUID, Recording>(id: \.id)

    /// What operations mean for machines, and what the host says of those machines. One lock orders all writers of machine rows.
    let marks = Mutex<[HostedKey: Mark]>([:])
    /// Orders the writers of image rows: the ledger, and what is figured out from machines.
    let imageWriters = Mutex<Void>(())
    /// Orders all writers of volume rows.
    let volumeWriters = Mutex(())
    /// What administrators decided of hosts.
    let hostSettings = Mutex<[UUID: HostSettings]>([:])

    public init() {}
}

/// The text a row's host or provider has as a scope.
enum Scope {
    static func of(_ id: UUID) -> String { id.uuidString }
}

extension Table {
    /// All rows as they are now, in no order.
    public func rows() -> [Row] {
        var rows: [Row] = []
        snapshot().forEach { _, row in rows.append(row) }
        return rows
    }
}

extension Table where ID == HostedKey {
    /// The rows of one host.
    public func rows(in host: UUID) -> [Row] { ids(in: Scope.of(host)).compactMap { row($0) } }
}

// MARK: What hosts say

extension Estate {
    /// Takes over what a provider's connection learned.
    public func apply(_ observation: Observation, of provider: UUID, at now: Date) {
        switch observation {
        case .connected:
            update(provider: provider) { row in
                row.state = .connected
                row.fault = nil
                row.lastSeen = now
            }
        case .unreachable(let reason): silence(provider, reason, now)
        case .host(let host): show(host, now)
        case .listing(let host, let listed, let listedPools, let listedNetworks):
            replace(listed, on: host)
            if let listedPools { show(listedPools, on: host) }
            show(listedNetworks, on: host)
            refigureUse(on: host)
            touch(host, now)
            refigureImages()
        case .machine(let machine): observed(machine.key, machine)
        case .machineGone(let key):
            observed(key, nil)
            observed(key, snapshots: [])
        case .pools(let host, let rows): show(rows, on: host)
        case .storageSilent(let host, let pool): ageStorage(of: host, pool, now)
        case .networks(let host, let rows): show(rows, on: host)
        case .snapshots(let host, let rows): snapshots.replaceAll(in: Scope.of(host), rows)
        case .machineSnapshots(let vm, let rows): observed(vm, snapshots: rows)
        case .volumes(let host, let pool, let rows): place(rows, of: pool, on: host)
        case .addresses(let host, let learned): learn(learned, on: host)
        }
    }

    /// Shows a machine as its host just said, or takes it away.
    public func observed(_ key: HostedKey, _ machine: VirtualMachine?) {
        let known = machines.row(key)
        marks.withLock { marks in
            place(key, machine.map(keepingAddresses), &marks)
        }
        if known?.storageView != machine?.storageView { refigureUse(on: key.host) }
        if known?.image != machine?.image || known?.disks != machine?.disks { refigureImages() }
        if let host = hosts.row(key.host) { refigure(host) }
        refigureNetworks(of: key.host)
    }

    private func replace(_ listed: [VirtualMachine], on host: UUID) {
        marks.withLock { marks in
            var rows: [VirtualMachine] = []
            var seen: Set<HostedKey> = []
            for machine in listed {
                seen.insert(machine.key)
                marks[machine.key]?.base = keepingAddresses(machine)
                guard !isHidden(marks[machine.key], marks) else { continue }
                rows.append(composed(keepingAddresses(machine), marks[machine.key]))
            }
            for (key, mark) in marks where key.host == host && !seen.contains(key) {
                marks[key]?.base = nil
                if let intent = mark.intent { rows.append(composed(intent, mark)) }
            }
            _ = machines.replaceAll(in: Scope.of(host), rows)
            for key in marks.keys where key.host != host { reveal(key, marks) }
        }
    }

    /// A read of a running machine does not know addresses: those that were learned stay until it stops.
    private func keepingAddresses(_ machine: VirtualMachine) -> VirtualMachine {
        guard machine.addresses.isEmpty, machine.state.isActive, let known = machines.row(machine.key) else {
            return machine
        }
        var kept = machine
        kept.addresses = known.addresses
        return kept
    }

    /// The machines of a host as it says them itself, without what operations make of them.
    func heard(from host: UUID) -> [VirtualMachine] {
        marks.withLock { marks in
            machines.rows(in: host).compactMap { row in
                guard let mark = marks[row.key] else { return row }
                return mark.base.map(Self.unmarked)
            }
        }
    }

    private func learn(_ learned: [UUID: [GuestAddress]], on host: UUID) {
        marks.withLock { marks in
            for (id, addresses) in learned {
                let key = HostedKey(host: host, id: id)
                guard var row = machines.row(key), row.state.isActive, row.addresses != addresses else { continue }
                row.addresses = addresses
                machines.upsert([row])
                marks[key]?.base?.addresses = addresses
            }
        }
    }

    private func silence(_ provider: UUID, _ reason: String, _ now: Date) {
        update(provider: provider) { row in
            row.state = .unreachable
            row.fault = reason
        }
        for id in hosts.ids(in: Scope.of(provider)) {
            guard var host = hosts.row(id) else { continue }
            let since = host.lastSeen ?? now
            host.state = .unreachable
            host.fault = reason
            hosts.upsert([host])
            age(host.id, since)
        }
    }

    /// Shows the networks of a host, with the machines that have a card on each.
    private func show(_ listed: [Network], on host: UUID) {
        marks.withLock { _ in
            let machines = machines.rows(in: host)
            _ = networks.replaceAll(in: Scope.of(host), listed.map { $0.attached(to: machines) })
        }
    }

    /// Shows a network as its host just said, or takes it away.
    func observedNetwork(_ key: HostedKey, _ network: Network?) {
        marks.withLock { _ in
            guard let network else { return _ = networks.remove([key]) }
            networks.upsert([network.attached(to: machines.rows(in: key.host))])
        }
    }

    private func refigureNetworks(of host: UUID) {
        marks.withLock { _ in
            let machines = machines.rows(in: host)
            _ = networks.upsert(networks.rows(in: host).map { $0.attached(to: machines) })
        }
    }

    private func age(_ host: UUID, _ since: Date) {
        marks.withLock { _ in _ = machines.upsert(machines.rows(in: host).map { $0.aged(since) }) }
        pools.upsert(pools.rows(in: host).map { $0.aged(since) })
        networks.upsert(networks.rows(in: host).map { $0.aged(since) })
        snapshots.upsert(snapshots.rows(in: host).map { $0.aged(since) })
        volumes.upsert(volumes.rows(in: host).map { $0.aged(since) })
    }

    private func show(_ host: Host, _ now: Date) {
        var row = host
        row.lastSeen = now
        row.state = .up
        row.fault = nil
        hosts.upsert([allocated(row)])
    }

    private func touch(_ id: UUID, _ now: Date) {
        guard var host = hosts.row(id) else { return }
        host.lastSeen = now
        hosts.upsert([allocated(host)])
        update(provider: host.provider) { $0.lastSeen = now }
    }

    func refigure(_ host: Host) { hosts.upsert([allocated(host)]) }

    func update(provider id: UUID, _ change: (inout Provider) -> Void) {
        guard var row = providers.row(id) else { return }
        change(&row)
        providers.upsert([row])
    }
}
