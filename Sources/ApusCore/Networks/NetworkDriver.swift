import ApusModel
import FoundationEssentials

/// The verbs of virtual networks on one host. Each throws ``DriverError``; each may be called again after a crash.
public protocol NetworkDriver: Sendable {
    /// Makes the network known to the host, stopped, with its autostart. Defining the same id again replaces it.
    /// A bridge or device that it names and the host lacks, or one that is in use, is refused in words.
    func define(_ id: UUID, _ name: String, _ settings: NetworkSettings) async throws
    /// Makes the definition say `settings`, touching only what differs, in the running network too where libvirt can.
    /// - Returns: what a reader should know, such as that a change takes effect when the network restarts.
    func apply(_ settings: NetworkSettings, to id: UUID) async throws -> [String]
    /// What the network's definition says; nil when it is not there. `unsupported` for a mode Apus does not know.
    func settings(of id: UUID) async throws -> NetworkSettings?
    /// Starts it. An active one is left as it is.
    func start(_ id: UUID) async throws
    /// Stops it, whoever uses it. An inactive or absent one is left as it is.
    func stop(_ id: UUID) async throws
    /// Forgets its definition. An absent one is left as it is.
    func remove(_ id: UUID) async throws
    /// The network as it is now; nil when it is not there.
    func read(_ id: UUID) async throws -> Network?
    /// What its DHCP server gave out and is not over.
    func leases(of id: UUID) async throws -> [Lease]
    /// The host's own interfaces; `unsupported` in words where the host does not tell them.
    func interfaces() async throws -> [HostInterface]
}

/// Packet filters for cards of guests.
public protocol NetworkFilterDriver: Sendable {
    func filters() async throws -> [NetworkFilter]
    /// One filter with its XML; nil when it is not there.
    func filter(_ name: String) async throws -> NetworkFilter?
    /// Makes a filter under this id. Defining the same again changes nothing; a name in use by another is refused.
    func define(_ id: UUID, _ filter: CreateNetworkFilter) async throws
    /// Takes a filter away. One that a machine or another filter names is refused, naming it; an absent one is left as it is.
    func remove(filter id: UUID) async throws
}

extension WorkflowContext {
    /// - Throws: ``DriverError`` `unsupported` for a host that has no such networks.
    func networks(_ host: UUID) async throws -> any NetworkDriver {
        guard let networks = try await drivers(host).networks else {
            throw DriverError(.unsupported, "This kind of host has no networks that Apus can change.")
        }
        return networks
    }

    /// - Throws: ``DriverError`` `unsupported` for a host that has no packet filters.
    func filters(_ host: UUID) async throws -> any NetworkFilterDriver {
        guard let filters = try await drivers(host).filters else {
            throw DriverError(.unsupported, "This kind of host has no packet filters.")
        }
        return filters
    }

    /// Reads the network from its host and shows it.
    func refreshNetwork(_ key: HostedKey) async throws {
        await observedNetwork(key, try await networks(key.host).read(key.id))
    }
}
