import ApusCore
import ApusModel
import Foundation
import Libvirt

@testable import LibvirtDriver

/// A provider that is watched while a test runs.
struct Watched {
    let provider: LibvirtProvider
    let sightings: Sightings
    let watch: Task<Void, Never>

    /// The provider's own connections, to act behind its back.
    var lanes: Lanes { provider.lanes }

    var drivers: HostDrivers {
        get throws {
            guard let drivers = provider.drivers(for: sightings.identity.id) else {
                throw DriverError(.unreachable, "not identified")
            }
            return drivers
        }
    }

    var machines: any VirtualMachineDriver { get throws { try drivers.machines } }

    var storage: any StorageDriver {
        get throws {
            guard let storage = try drivers.storage else { throw DriverError(.unsupported, "no storage") }
            return storage
        }
    }

    /// Watches the provider at an address, lends it once it was listed, and ends it whatever happens.
    static func with<Value>(
        _ address: String, tempo: Tempo = .quick, awaitingListing: Bool = true,
        _ body: (Watched) async throws -> Value
    ) async throws -> Value {
        let driver = LibvirtDriver(tempo: tempo)
        let row = Provider(
            id: UUID(), number: 1, name: "provider", kind: .libvirt, address: try driver.normalized(address: address),
            settings: ProviderSettings(), createdAt: Date())
        guard let provider = try driver.connection(to: row) as? LibvirtProvider else {
            throw DriverError(.failed, "another type of provider")
        }
        let sightings = Sightings()
        let watch = Task { await provider.watch(sightings.observer) }
        let watched = Watched(provider: provider, sightings: sightings, watch: watch)
        do {
            let isListed = awaitingListing ? await sightings.until { $0.listings > 0 } : true
            guard isListed else {
                throw DriverError(.timedOut, "never listed: \(watched.sightings.view.fault ?? "")")
            }
            let value = try await body(watched)
            await end(provider, watch)
            return value
        } catch {
            await end(provider, watch)
            throw error
        }
    }

    private static func end(_ provider: LibvirtProvider, _ watch: Task<Void, Never>) async {
        watch.cancel()
        await provider.close()
        await watch.value
    }
}

extension Tempo {
    /// For tests: nothing waits longer than it must.
    static var quick: Tempo {
        var tempo = Tempo()
        tempo.retry = .milliseconds(100)
        tempo.gathering = .milliseconds(2)
        tempo.addresses = .milliseconds(50)
        return tempo
    }
}
