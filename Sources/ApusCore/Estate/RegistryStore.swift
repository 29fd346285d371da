import ApusModel
import FoundationEssentials

/// A plain row that users add and remove: kept as a document with a unique name and a number that is never reused.
public protocol Registered: Codable, Identifiable, Hashable, Sendable where ID == UUID {
    /// The noun on the wire: `image`.
    static var noun: String { get }
    var number: Int64 { get set }
    var name: String { get }
}

extension Provider: Registered {
    public static var noun: String { "provider" }
}

extension Image: Registered {
    public static var noun: String { "image" }
}

extension InstanceType: Registered {
    public static var noun: String { "instance-type" }
}

/// Where plain rows and host identities live. Everything is on disk when a call returns.
public protocol RegistryStore: Sendable {
    func all<Row: Registered>(_ type: Row.Type) async throws -> [Row]
    /// Stores a row under the next number of its noun.
    /// - Throws: a ``Problem`` `name-taken` when a row of this noun has the name in any case.
    func add<Row: Registered>(_ row: Row) async throws -> Row
    /// Replaces a stored row of the same id, number and name; does nothing where there is none.
    func update<Row: Registered>(_ row: Row) async throws
    func remove<Row: Registered>(_ type: Row.Type, _ id: UUID) async throws
    /// The lasting identity of a provider's host, made at first sight.
    func identify(native: String, of provider: UUID, suggestedName: String) async throws -> HostIdentity
    /// The known hosts of a provider.
    func identities(of provider: UUID) async throws -> [HostIdentity]
}

/// The last rows of a host, kept so that a silent host is still shown after a restart. Losing them loses nothing.
public struct LastRows: Codable, Sendable {
    public var host: Host
    public var machines: [VirtualMachine]
    public var pools: [StoragePool]
    public var networks: [Network]
    /// nil in what older servers kept.
    public var volumes: [Volume]?
    public var snapshots: [VirtualMachineSnapshot]?

    public init(
        host: Host, machines: [VirtualMachine], pools: [StoragePool], networks: [Network], volumes: [Volume]? = nil,
        snapshots: [VirtualMachineSnapshot]? = nil
    ) {
        self.volumes = volumes
        self.snapshots = snapshots
        self.host = host
        self.machines = machines
        self.pools = pools
        self.networks = networks
        self.snapshots = snapshots
    }
}

/// Where last rows are kept.
public protocol LastRowsStore: Sendable {
    func save(_ rows: LastRows) async throws
    func lastRows() async throws -> [LastRows]
}
