import ApusModel
import FoundationEssentials
import Schema
import Workflow

/// Who asks, and under which idempotency key.
public struct Caller: Sendable {
    public var actor: Principal
    public var idempotency: IdempotencyKey?

    public init(actor: Principal, idempotency: IdempotencyKey? = nil) {
        self.actor = actor
        self.idempotency = idempotency
    }
}

/// What users do with machines. Each verb checks, decides, and hands a workflow to ``Operations``.
public struct VirtualMachines: Sendable {
    let estate: Estate
    let operations: Operations
    let claims: any OperationStore
    let scheduler: Scheduler
    /// The administrator's placement program, where there is one.
    let program: PlacementProgram?
    let refused = RefusedDecisions()
    let ambient: Ambient
    /// How many machines of a host that is evacuated move at once.
    let movesAtOnce: Int
    /// The public key that new machines with cloud-init get beside their own; nil for none.
    let ownKey: (@Sendable () async throws -> String)?
    /// New machines are placed one after the other.
    let placing = Turn()

    init(
        estate: Estate, operations: Operations, claims: any OperationStore, scheduler: Scheduler? = nil,
        program: PlacementProgram? = nil, ambient: Ambient = Ambient(), movesAtOnce: Int = 2,
        ownKey: (@Sendable () async throws -> String)? = nil
    ) {
        self.movesAtOnce = movesAtOnce
        self.ownKey = ownKey
        self.estate = estate
        self.operations = operations
        self.claims = claims
        self.scheduler = scheduler ?? Scheduler(estate: estate, overcommit: .init(), settings: .init())
        self.program = program
        self.ambient = ambient
    }

    /// Starts a machine that is off, or restores one that is saved.
    /// - Throws: a ``Problem``; `invalid-state` when it runs already, `conflict` when its start is protected.
    public func start(
        _ vm: VirtualMachine, _ caller: Caller, _ request: StartVirtualMachine = .init()
    ) async throws -> ApusModel.Operation {
        try requireNoTemplate(vm)
        guard !vm.state.isActive || vm.operation != nil else {
            throw Problem(.invalidState, "The VM \(Echo.quoted(vm.name)) is \(vm.state.rawValue) already.")
        }
        try requireStartable(vm)
        let workflow = StartVirtualMachineWorkflow(
            key: vm.key, paused: request.paused, discardSaved: request.discardSaved)
        return try await change(vm, "vm.start", workflow, caller)
    }

    /// Stops a machine; the guest has `graceSeconds` to go by itself. A stopped one stays as it is, and that is a success.
    public func stop(
        _ vm: VirtualMachine, _ request: StopVirtualMachine, _ caller: Caller
    ) async throws -> ApusModel.Operation {
        let workflow = StopVirtualMachineWorkflow(key: vm.key, graceSeconds: request.graceSeconds ?? 60)
        return try await change(vm, "vm.stop", workflow, caller)
    }

    /// The way every verb on a machine takes: one lock on the machine, one workflow.
    func change<W: Workflow>(
        _ vm: VirtualMachine, _ kind: String, _ workflow: W, _ caller: Caller, locks: [String] = []
    ) async throws -> ApusModel.Operation {
        try requireCapability(of: kind, vm)
        return try await operations.submit(
            kind, of: .init(kind: VirtualMachine.noun, id: vm.id, name: vm.name), on: vm.host, workflow,
            locks: [Lock.machine(vm.key)] + locks, caller)
    }

    /// - Throws: a ``Problem`` `not-managed` for a machine that Apus did not make and that was not adopted.
    /// A template is changed by nothing: others lie over its disks.
    func requireManaged(_ vm: VirtualMachine) throws {
        try requireNoTemplate(vm)
        guard !vm.managed else { return }
        throw Problem(
            .notManaged,
            "Apus did not make the VM \(Echo.quoted(vm.name)), so it changes nothing of it; adopt it first.")
    }
}

/// The names of resources that operations lock.
enum Lock {
    static func machine(_ key: HostedKey) -> String { "vm:\(key.host.uuidString)/\(key.id.uuidString)" }
    static func volume(_ volume: VolumeName, on host: UUID) -> String {
        "volume:\(host.uuidString)/\(volume.pool)/\(volume.volume)"
    }
    /// Names differ only by case for no two machines of ours.
    static func machineName(_ name: String) -> String { "vm-name:\(name.lowercased())" }
}
