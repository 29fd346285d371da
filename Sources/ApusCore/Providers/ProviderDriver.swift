import ApusModel
import FoundationEssentials

/// A kind of provider: knows its addresses and makes connections. One per kind, registered at start.
public protocol ProviderDriver: Sendable {
    var kind: Provider.Kind { get }

    /// The address as it will be used, rebuilt from closed lists.
    /// - Throws: ``AddressError`` naming the part that is wrong.
    func normalized(address: String) throws -> String

    /// A connection that does nothing until it is watched.
    func connection(to provider: Provider) throws -> any ProviderConnection
}

/// Why a provider address is refused.
public struct AddressError: Error, Hashable, Sendable {
    public var message: String

    public init(_ message: String) { self.message = message }
}

/// One provider as its driver sees it. A provider brings one host or many, each under a native id of the driver's choice.
public protocol ProviderConnection: Sendable {
    /// Connects, lists, follows events and reconnects until the task is cancelled; reports whatever it learns.
    func watch(_ observer: ProviderObserver) async

    /// What can be done on a host; nil for a host this connection does not know.
    func drivers(for host: UUID) -> HostDrivers?

    /// Ends all calls and threads within a few seconds.
    func close() async
}

/// The capabilities of a host, each present only when the driver can honour it.
public struct HostDrivers: Sendable {
    public var machines: any VirtualMachineDriver
    public var power: (any PowerDriver)?
    public var definitions: (any DefinitionDriver)?
    public var devices: (any DeviceDriver)?
    public var hardware: (any HardwareDriver)?
    public var templates: (any TemplateDriver)?
    public var clones: (any CloneDriver)?
    public var storage: (any StorageDriver)?
    public var networks: (any NetworkDriver)?
    public var filters: (any NetworkFilterDriver)?
    public var diagnosis: (any DiagnosisDriver)?
    public var snapshots: (any SnapshotDriver)?
    public var content: (any VolumeContentDriver)?
    public var pools: (any PoolDriver)?
    public var volumes: (any VolumeDriver)?
    public var diskMoves: (any DiskMoveDriver)?
    public var statistics: (any StatisticsDriver)?
    public var guests: (any GuestDriver)?
    public var boot: (any BootDriver)?
    public var exports: (any DiskExportDriver)?
    public var migrations: (any MigrationDriver)?
    public var consoles: (any ConsoleDriver)?
    public var keyboard: (any KeyboardDriver)?

    public init(machines: any VirtualMachineDriver) { self.machines = machines }
}

/// The lasting identity Apus gives a host.
public struct HostIdentity: Codable, Hashable, Sendable {
    public var id: UUID
    public var number: Int64
    public var name: String

    public init(id: UUID, number: Int64, name: String) {
        self.id = id
        self.number = number
        self.name = name
    }
}

/// Where a connection reports to.
public struct ProviderObserver: Sendable {
    /// Gives the host with this native id its lasting identity, the same after every restart.
    public var identify: @Sendable (_ native: String, _ suggestedName: String) async throws -> HostIdentity
    public var report: @Sendable (Observation) async -> Void

    public init(
        identify: @escaping @Sendable (_ native: String, _ suggestedName: String) async throws -> HostIdentity,
        report: @escaping @Sendable (Observation) async -> Void
    ) {
        self.identify = identify
        self.report = report
    }
}

/// Something a connection learned. Rows carry the host identity that the observer gave.
public enum Observation: Sendable {
    /// The provider answers. Rows follow.
    case connected
    /// The provider does not answer; its rows grow stale.
    case unreachable(reason: String)
    /// A host's facts.
    case host(Host)
    /// All there is on a host: replaces what was known. No pools (nil) where its storage does not answer.
    case listing(host: UUID, machines: [VirtualMachine], pools: [StoragePool]?, networks: [Network])
    case machine(VirtualMachine)
    case machineGone(HostedKey)
    case pools(host: UUID, [StoragePool])
    /// The host answers, but a pool's storage holds up all that is asked of pools: their rows grow stale.
    /// The pool that is to blame, where it is known.
    case storageSilent(host: UUID, pool: UUID?)
    case networks(host: UUID, [Network])
    /// The volumes of one pool, or of all pools of the host (nil): replaces what was known of them.
    case volumes(host: UUID, pool: UUID?, [Volume])
    /// All snapshots of a host's machines, or of one machine.
    case snapshots(host: UUID, [VirtualMachineSnapshot])
    case machineSnapshots(vm: HostedKey, [VirtualMachineSnapshot])
    /// Guest addresses by VM; VMs that are not named keep theirs.
    case addresses(host: UUID, [UUID: [GuestAddress]])
}
