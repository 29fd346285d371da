import ApusModel
import FoundationEssentials
import Workflow

/// What every workflow may use.
public struct WorkflowContext: Sendable {
    /// The drivers of a host; throws ``DriverError`` `unreachable` for a host without a connection.
    public var drivers: @Sendable (UUID) async throws -> HostDrivers
    /// Puts a freshly read machine (or its absence) into the inventory.
    public var observed: @Sendable (HostedKey, VirtualMachine?) async -> Void
    /// The same for a network.
    public var observedNetwork: @Sendable (HostedKey, Network?) async -> Void
    /// Puts a machine's freshly read snapshots into the inventory.
    public var observedSnapshots: @Sendable (HostedKey, [VirtualMachineSnapshot]) async -> Void
    public var clock: any Clock<Duration>
    /// What brings images to hosts; nil for a server that keeps none.
    public var images: ImageWork?
    /// Where packages are made; nil for a server that makes none.
    public var spool: (any ExportSpool)?
    /// What moves machines on behalf of other operations.
    public var moves: MoveDesk?
    /// What is kept of VMs for their ssh terminals; nil where a context is made without a server.
    var sshBook: SSHBook?

    public init(
        drivers: @escaping @Sendable (UUID) async throws -> HostDrivers,
        observed: @escaping @Sendable (HostedKey, VirtualMachine?) async -> Void,
        observedNetwork: @escaping @Sendable (HostedKey, Network?) async -> Void = { _, _ in },
        observedSnapshots: @escaping @Sendable (HostedKey, [VirtualMachineSnapshot]) async -> Void = { _, _ in },
        clock: any Clock<Duration> = ContinuousClock(), images: ImageWork? = nil,
        spool: (any ExportSpool)? = nil
    ) {
        self.spool = spool
        self.images = images
        self.drivers = drivers
        self.observed = observed
        self.observedNetwork = observedNetwork
        self.observedSnapshots = observedSnapshots
        self.clock = clock
    }

    /// Reads the machine from its host and shows it.
    func refresh(_ key: HostedKey) async throws {
        await observed(key, try await drivers(key.host).machines.read(key.id))
    }
}

/// What an operation leaves behind for its reader.
public struct OperationOutput: Codable, Hashable, Sendable {
    public var deleted: DeletionPlan?
    public var created: ApusModel.Operation.Target?
    public var notes: [String]?

    public init(
        deleted: DeletionPlan? = nil, created: ApusModel.Operation.Target? = nil, notes: [String]? = nil
    ) {
        self.deleted = deleted
        self.created = created
        self.notes = notes
    }
}

/// The workflows this server can drive, by kind. A new one is one line here.
public struct WorkflowCatalog: Sendable {
    typealias Drive = @Sendable (Data, Execution<Problem>, WorkflowContext) async -> Outcome<OperationOutput, Problem>

    private var drives: [String: Drive] = [:]
    var kinds: Set<String> { Set(drives.keys) }

    public init() {
        add(AttachDeviceWorkflow.self)
        add(ChangeDeviceWorkflow.self)
        add(CreateVirtualMachineWorkflow.self)
        add(DeleteVirtualMachineWorkflow.self)
        add(DetachDeviceWorkflow.self)
        add(FreezeGuestWorkflow.self)
        add(TemplateVirtualMachineWorkflow.self)
        add(RescueVirtualMachineWorkflow.self)
        add(StartVirtualMachineWorkflow.self)
        add(StopVirtualMachineWorkflow.self)
        add(SuspendVirtualMachineWorkflow.self)
        add(ResumeVirtualMachineWorkflow.self)
        add(ResetVirtualMachineWorkflow.self)
        add(RebootVirtualMachineWorkflow.self)
        add(SaveVirtualMachineWorkflow.self)
        add(DiscardSavedStateWorkflow.self)
        add(CloneVirtualMachineWorkflow.self)
        add(ChangeVirtualMachineWorkflow.self)
        add(RedefineVirtualMachineWorkflow.self)
        add(AdoptVirtualMachineWorkflow.self)
        add(ReleaseVirtualMachineWorkflow.self)
        addStorage()
        add(DownloadImageWorkflow.self)
        add(CreateNetworkWorkflow.self)
        add(UpdateNetworkWorkflow.self)
        add(StartNetworkWorkflow.self)
        add(StopNetworkWorkflow.self)
        add(DeleteNetworkWorkflow.self)
        add(CreateNetworkFilterWorkflow.self)
        add(DeleteNetworkFilterWorkflow.self)
        add(CreateSnapshotWorkflow.self)
        add(RevertSnapshotWorkflow.self)
        add(SwitchSnapshotWorkflow.self)
        add(DeleteSnapshotWorkflow.self)
        add(ExportVirtualMachineWorkflow.self)
        add(DropExportWorkflow.self)
        add(MigrateVirtualMachineWorkflow.self)
        add(MoveMachinesWorkflow.self)
        add(BringVolumeWorkflow.self)
    }

    /// Makes `kind` known. A kind stays in the catalog for as long as one of its operations may be unsettled.
    public mutating func add<W: Workflow>(_ kind: W.Type)
    where W.Context == WorkflowContext, W.Output == OperationOutput {
        drives[W.kind] = { input, execution, context in
            do {
                return await execution.drive(try JSONCoding.decode(W.self, from: input), in: context)
            } catch {
                return .stuck(Problem(.stuck, "this version of Apus cannot read the input of \(W.kind)"))
            }
        }
    }

    func drive(
        _ stored: StoredOperation, _ execution: Execution<Problem>, _ context: WorkflowContext
    ) async -> Outcome<OperationOutput, Problem> {
        guard let drive = drives[stored.workflow] else {
            return .stuck(Problem(.stuck, "this version of Apus does not know the workflow \(stored.workflow)"))
        }
        return await drive(stored.input, execution, context)
    }
}
