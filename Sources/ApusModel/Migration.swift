import FoundationEssentials

/// Body of `POST /api/v1/vms/{ref}/migrate`.
public struct MigrateVirtualMachine: Codable, Hashable, Sendable {
    /// Name, number or id; where placement would put it when absent.
    public var host: String?
    /// Whether the guest runs on meanwhile; what its state asks for when absent. False is for a machine that is off.
    public var live: Bool?
    /// Whether the disks are copied; found out when absent. False says that both hosts see the same files.
    public var copyDisks: Bool?
    /// The target's pool for copied disks; the one of the same name there, else its provider's, when absent.
    public var pool: String?
    /// Bytes per second at most.
    public var bandwidth: Int64?
    /// Whether a guest that writes faster than it can be sent is slowed down.
    public var autoConverge: Bool?

    public init(host: String? = nil) { self.host = host }
}

/// What a migration would do, and all that stands against it. Nothing has changed.
public struct MigrationPlan: Codable, Hashable, Sendable {
    public struct Disk: Codable, Hashable, Sendable {
        public enum Transfer: String, Codable, Sendable, CaseIterable {
            /// Both hosts see it: it stays where it is.
            case shared
            /// Copied whole, and then without an image below it.
            case copied
            /// Only what lies over its image is copied; the image is at the target, or brought there.
            case overlay
        }
        public var target: String
        public var source: String
        public var transfer: Transfer
        /// `pool/volume` at the target; nil for a shared one.
        public var destination: String?
        /// Bytes to copy, about.
        public var bytes: Int64

        public init(target: String, source: String, transfer: Transfer, destination: String?, bytes: Int64) {
            self.target = target
            self.source = source
            self.transfer = transfer
            self.destination = destination
            self.bytes = bytes
        }
    }

    public var vm: UUID
    public var name: String
    public var from: String
    /// nil where no host takes it.
    public var to: String?
    public var live: Bool
    public var disks: [Disk] = []
    /// Why it cannot be, in words; empty where it can.
    public var reasons: [String] = []
    /// Why the other hosts were not chosen.
    public var refusals: [Problem.Refusal] = []

    public init(vm: UUID, name: String, from: String, to: String?, live: Bool) {
        self.vm = vm
        self.name = name
        self.from = from
        self.to = to
        self.live = live
    }
}

/// Body of `POST /api/v1/hosts/{ref}/maintenance`.
public struct HostMaintenance: Codable, Hashable, Sendable {
    /// False ends the maintenance; true when absent.
    public var on: Bool?
    /// Whether its machines are moved to other hosts; false when absent.
    public var evacuate: Bool?

    public init(on: Bool? = nil, evacuate: Bool? = nil) {
        self.on = on
        self.evacuate = evacuate
    }
}

/// Moves that would even out what hosts have promised, best first. It can be read before it is run.
public struct RebalancePlan: Codable, Hashable, Sendable {
    public struct Move: Codable, Hashable, Sendable {
        public var vm: UUID
        public var name: String
        public var from: String
        public var to: String
        public var reason: String
        /// How much the spread of the hosts' load falls by it, in percent points.
        public var gain: Double

        public init(vm: UUID, name: String, from: String, to: String, reason: String, gain: Double) {
            self.vm = vm
            self.name = name
            self.from = from
            self.to = to
            self.reason = reason
            self.gain = gain
        }
    }

    /// Names the estate it was made for and its moves: the same as long as neither changes.
    public var id: String
    /// Percent points between the fullest and the emptiest host, now and afterwards.
    public var spreadBefore: Double
    public var spreadAfter: Double
    public var moves: [Move]

    public init(id: String, spreadBefore: Double, spreadAfter: Double, moves: [Move]) {
        self.id = id
        self.spreadBefore = spreadBefore
        self.spreadAfter = spreadAfter
        self.moves = moves
    }
}

/// Body of `POST /api/v1/rebalance`.
public struct RunRebalance: Codable, Hashable, Sendable {
    /// The id of the plan that was read.
    public var plan: String

    public init(plan: String) { self.plan = plan }
}
