import ApusModel
import FoundationEssentials

/// The storage pools of one host. Each verb throws ``DriverError`` and may be called again after a crash.
public protocol PoolDriver: Sendable {
    /// The kinds of pool that the host can have: `dir`, `netfs`, …
    func kinds() async throws -> Set<String>
    /// The pool as it is now; nil when it is not there.
    func read(_ id: UUID) async throws -> StoragePool?
    /// Makes the pool known to the host, stopped. Defining the same id again replaces the definition.
    func define(_ pool: PoolRequest) async throws
    /// Starts it; a running one is left as it is. A missing directory is made; nothing is ever formatted.
    func start(_ id: UUID) async throws
    /// Stops it; the data stays. A stopped or absent one is left as it is.
    func stop(_ id: UUID) async throws
    /// Looks for volumes again.
    func refresh(_ id: UUID) async throws
    func setAutostart(_ id: UUID, _ autostart: Bool) async throws
    /// The definition in the host's own words; nil where there is none that lasts.
    func definition(of id: UUID) async throws -> String?
    /// Defines the pool again by ``definition(of:)``.
    func restore(_ definition: String) async throws
    /// Forgets the definition of a stopped pool; the data stays. An absent one is left as it is.
    func undefine(_ id: UUID) async throws
    /// Lists the pools and volumes of the host anew; they are shown when this returns.
    func look() async throws
}

/// A pool to define.
public struct PoolRequest: Codable, Hashable, Sendable {
    public var id: UUID
    public var name: String
    public var type: CreatePool.Kind
    public var path: String?
    public var source: StoragePool.Source

    public init(id: UUID, name: String, type: CreatePool.Kind, path: String?, source: StoragePool.Source) {
        self.id = id
        self.name = name
        self.type = type
        self.path = path
        self.source = source
    }
}
