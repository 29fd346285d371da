import ApusModel
import FoundationEssentials
import Inventory
import Schema

extension Estate {
    /// Whether a machine of any host has this name in any case.
    func isNameTaken(_ name: String) -> Bool {
        let folded = name.lowercased()
        var taken = false
        machines.snapshot().forEach { _, row in if row.name.lowercased() == folded { taken = true } }
        return taken
    }

    /// The provider that brings a host.
    func provider(of host: Host) throws -> Provider {
        guard let provider = providers.row(host.provider) else {
            throw Problem(.notFound, "The provider of the host \(Echo.quoted(host.name)) is gone.")
        }
        return provider
    }

    /// The host with what is promised there: to machines Apus made, running or not, to foreign ones that run, and to claims of
    /// machines that are not there yet.
    /// - Parameter vm: a machine that is left out.
    func allocated(_ host: Host, _ claims: [Claim] = [], without vm: UUID? = nil) -> Host {
        let rows = machines.rows(in: host.id)
        var row = host
        let counted = rows.filter { ($0.managed || $0.state.isActive) && $0.id != vm }
        let known = Set(counted.map(\.id))
        let open = claims.filter { $0.host == host.id && !known.contains($0.vm) && $0.vm != vm }
        decide(&row)
        row.vms = rows.map(\.name).sorted()
        row.cpusAllocated = sum(counted.map(\.cpus) + open.map(\.cpus))
        row.memoryAllocated = sum(counted.map(\.promisedMemory) + open.map(\.memory))
        return row
    }

    /// The figures come from hosts: a senseless one must not trap.
    private func sum<Number: FixedWidthInteger>(_ numbers: [Number]) -> Number {
        numbers.reduce(0) { total, number in
            let (sum, overflow) = total.addingReportingOverflow(number)
            return overflow ? .max : sum
        }
    }

    /// What is kept of a host over a restart.
    func lastRows(of host: UUID) -> LastRows? {
        hosts.row(host).map {
            LastRows(
                host: $0, machines: heard(from: host), pools: pools.rows(in: host), networks: networks.rows(in: host),
                volumes: volumes.rows(in: host), snapshots: snapshots.rows(in: host))
        }
    }

    /// Shows what was kept, as old as it is.
    func show(last rows: LastRows) {
        var host = rows.host
        guard providers.row(host.provider) != nil else { return }
        host.state = .unreachable
        host.fault = "not connected yet"
        decide(&host)
        let since = host.lastSeen ?? .distantPast
        machines.upsert(
            rows.machines.map { row in
                var row = row.aged(since)
                row.operation = nil
                return row
            })
        pools.upsert(rows.pools.map { $0.aged(since) })
        networks.upsert(rows.networks.map { $0.aged(since) })
        snapshots.upsert((rows.snapshots ?? []).map { $0.aged(since) })
        volumes.upsert((rows.volumes ?? []).map { $0.aged(since) })
        hosts.upsert([host])
    }

    /// Takes a removed provider and all its rows away.
    func forget(_ provider: Provider) {
        for host in hosts.ids(in: Scope.of(provider.id)) {
            let scope = Scope.of(host)
            machines.replaceAll(in: scope, [])
            pools.replaceAll(in: scope, [])
            networks.replaceAll(in: scope, [])
            volumes.replaceAll(in: scope, [])
            snapshots.replaceAll(in: scope, [])
        }
        hosts.replaceAll(in: Scope.of(provider.id), [])
        providers.remove([provider.id])
    }
}
