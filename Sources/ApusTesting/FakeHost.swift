import ApusCore
import ApusModel
import FoundationEssentials
import Synchronization

/// A host made of values: volumes, machines and their power. It answers every verb as a driver must, and fails where told.
public final class FakeHost: Sendable {
    /// What a failed change must leave as it was. Pools do not count: they are made for all machines and stay.
    public struct World: Hashable, Sendable {
        /// `pool/volume` by what is in it.
        public var volumes: [String: String] = [:]
        public var machines: [UUID: Machine] = [:]
        /// What other capabilities keep on the host, each under a key of its own: `snapshot <vm>/<name>`.
        public var other: [String: String] = [:]

        public init() {}
    }

    public struct Machine: Hashable, Sendable {
        public var definition: MachineDefinition
        public var state: VirtualMachineState
        /// False for one that Apus did not make.
        public var managed: Bool

        public init(_ definition: MachineDefinition, state: VirtualMachineState = .off, managed: Bool = true) {
            self.definition = definition
            self.state = state
            self.managed = managed
        }
    }

    /// What a connection to this host is told.
    enum Signal: Sendable {
        case look
        case say(Observation)
    }

    struct State {
        var id: UUID
        var boot = HostBoot(id: "first")
        var world = World()
        var pools: Set<String> = []
        var poolType = ""
        var networks = ["default"]
        var images: [String: ImageFacts] = [:]
        var silence: String?
        var obeysShutdown = true
        var acceptsUploads = true
        var calls: [String] = []
        var onCall: @Sendable (String) async throws -> Void = { _ in }
        var connections: [UUID: AsyncStream<Signal>.Continuation] = [:]
        var neighbour: FakeHost?
    }

    public let name: String
    public let cpus: Int
    public let memory: Int64
    public let accelerators: [Accelerator]
    let state: Mutex<State>
    /// Displays, consoles and keyboards of its machines.
    public let consoles = FakeConsoles()

    public init(
        _ name: String = "node1", id: UUID = UUID(), cpus: Int = 8, memory: Int64 = 16 << 30,
        accelerators: [Accelerator] = [.tcg]
    ) {
        self.name = name
        self.cpus = cpus
        self.memory = memory
        self.accelerators = accelerators
        state = Mutex(State(id: id))
    }

    public var id: UUID { state.withLock { $0.id } }
    /// Another host that machines can go to.
    public var neighbour: FakeHost? {
        get { state.withLock { $0.neighbour } }
        set { state.withLock { $0.neighbour = newValue } }
    }
    /// Everything there is, and a way to set a scene.
    public var world: World {
        get { state.withLock { $0.world } }
        set { state.withLock { $0.world = newValue } }
    }
    /// What its pools are listed as: `dir`; nothing is said at first.
    public var poolType: String {
        get { state.withLock { $0.poolType } }
        set { state.withLock { $0.poolType = newValue } }
    }
    public var networks: [String] {
        get { state.withLock { $0.networks } }
        set { state.withLock { $0.networks = newValue } }
    }
    /// Whether guests go down when asked.
    public var obeysShutdown: Bool {
        get { state.withLock { $0.obeysShutdown } }
        set { state.withLock { $0.obeysShutdown = newValue } }
    }
    public var takesUploads: Bool {
        get { state.withLock { $0.acceptsUploads } }
        set { state.withLock { $0.acceptsUploads = newValue } }
    }
    /// The verbs that were called, in order.
    public var calls: [String] { state.withLock { $0.calls } }

    /// Called with the verb's name before each verb acts; what it throws is the verb's error.
    public func onCall(_ body: @escaping @Sendable (String) async throws -> Void) {
        state.withLock { $0.onCall = body }
    }

    /// Puts an image file on the host.
    public func place(image path: String, _ facts: ImageFacts) { state.withLock { $0.images[path] = facts } }

    /// Counts the call and lets the test fail it.
    func enter(_ call: String) async throws {
        let (silence, onCall) = state.withLock { state in
            state.calls.append(call)
            return (state.silence, state.onCall)
        }
        if let silence { throw DriverError(.unreachable, silence) }
        try await onCall(call)
    }

    /// A machine as this host says it.
    func row(_ machine: Machine) -> VirtualMachine {
        let definition = machine.definition
        var row = VirtualMachine(
            id: definition.id, name: definition.name, host: id, hostName: name, state: machine.state)
        row.nativeState = machine.state.rawValue
        row.cpus = definition.cpus
        row.memory = definition.memory
        row.managed = machine.managed
        if let words = world.other["autostart \(definition.id)"]?.split(separator: " ") {
            row.autostart = true
            (row.startOrder, row.startDelay) = (words.first.flatMap { Int($0) }, words.last.flatMap { Int($0) })
        }
        row.nics = definition.nics.map(\.row)
        row.disks = definition.disks.map {
            ApusModel.Disk(
                device: $0.device == .cdrom ? .cdrom : .disk, target: "", bus: $0.bus.rawValue, source: $0.path,
                format: $0.format, readOnly: $0.readOnly)
        }
        row.disks += attachedDisks(definition.id)
        guard machine.managed else { return row }
        row.title = definition.hardware.title
        row.instanceType = definition.ownership.instanceType
        row.image = definition.ownership.image
        row.createdAt = definition.ownership.createdAt
        row.createdBy = definition.ownership.createdBy
        row.volumes = definition.ownership.volumes
        row.linkedTo = definition.ownership.linkedTo
        row.clonedFrom = definition.ownership.clonedFrom
        row.tags = definition.ownership.tags
        row.placement = definition.ownership.placement
        row.template = world.other["template \(definition.id)"] != nil
        return row
    }

    /// All machines as this host says them.
    public var rows: [VirtualMachine] { world.machines.values.map(row).sorted { $0.key < $1.key } }
}
