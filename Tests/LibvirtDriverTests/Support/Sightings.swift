import ApusCore
import ApusModel
import Foundation
import Synchronization

/// What a provider reported, folded into what a client would see now.
final class Sightings: Sendable {
    struct View: Sendable {
        var isConnected = false
        var fault: String?
        var host: ApusModel.Host?
        var machines: [UUID: VirtualMachine] = [:]
        var pools: [ApusModel.StoragePool] = []
        var networks: [ApusModel.Network] = []
        var volumes: [Volume] = []
        var snapshots: [VirtualMachineSnapshot] = []
        var addresses: [UUID: [GuestAddress]] = [:]
        var listings = 0
        var isStorageSilent = false

        func machine(_ name: String) -> VirtualMachine? { machines.values.first { $0.name == name } }
    }
    private let content = Mutex(View())
    let identity = HostIdentity(id: UUID(), number: 1, name: "host")

    var view: View { content.withLock { $0 } }

    var observer: ProviderObserver {
        ProviderObserver(identify: { _, _ in self.identity }, report: { self.take($0) })
    }

    /// Waits until the view is as expected; false when the limit is over.
    func until(_ limit: Duration = .seconds(60), _ holds: (View) -> Bool) async -> Bool {
        await eventually(limit) { holds(view) }
    }

    private func take(_ observation: Observation) {
        content.withLock { view in
            switch observation {
            case .connected: (view.isConnected, view.fault) = (true, nil)
            case .unreachable(let reason): (view.isConnected, view.fault) = (false, reason)
            case .host(let host): view.host = host
            case .listing(_, let machines, let pools, let networks):
                view.machines = Dictionary(uniqueKeysWithValues: machines.map { ($0.id, $0) })
                (view.pools, view.networks) = (pools ?? view.pools, networks)
                view.listings += 1
            case .machine(let machine): view.machines[machine.id] = machine
            case .machineGone(let key): view.machines[key.id] = nil
            case .pools(_, let pools): view.pools = pools
            case .storageSilent: view.isStorageSilent = true
            case .networks(_, let networks): view.networks = networks
            case .volumes(_, let pool, let rows):
                view.volumes = pool.map { id in view.volumes.filter { $0.poolID != id } + rows } ?? rows
            case .snapshots(_, let rows): view.snapshots = rows
            case .machineSnapshots(let vm, let rows):
                view.snapshots.removeAll { $0.vm == vm.id }
                view.snapshots += rows
            case .addresses(_, let learned): view.addresses.merge(learned) { $1 }
            }
        }
    }
}

/// Checks again and again until it holds or the limit is over.
func eventually(_ limit: Duration = .seconds(60), _ holds: () async throws -> Bool) async rethrows -> Bool {
    let end = ContinuousClock.now + limit
    while ContinuousClock.now < end {
        if try await holds() { return true }
        try? await Task.sleep(for: .milliseconds(5))
    }
    return try await holds()
}
