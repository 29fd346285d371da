import ApusModel
import FoundationEssentials

/// Machines that are defined after another one. The call throws ``DriverError`` and may be made again after a crash.
public protocol CloneDriver: Sendable {
    /// Defines a machine by its source's definition: all stays but what makes up an identity, and what two machines cannot share.
    /// The source is not changed. Throws `invalidState` where it is not off, or has other disks than the clone was planned for.
    /// - Returns: what the copy does not have of its source, in words.
    func defineClone(_ clone: CloneDefinition) async throws -> [String]
}

/// What differs between a machine and its copy.
public struct CloneDefinition: Codable, Hashable, Sendable {
    /// A volume in the place of one of the source.
    public struct Disk: Codable, Hashable, Sendable {
        public var from: VolumePlace
        public var fromPath: String
        public var path: String
        public var format: String

        public init(from: VolumePlace, fromPath: String, path: String, format: String) {
            self.from = from
            self.fromPath = fromPath
            self.path = path
            self.format = format
        }
    }

    public var source: UUID
    public var id: UUID
    public var name: String
    /// nil keeps the source's.
    public var description: String?
    /// The new id of the generation of its memory and disks, for a machine that shows one to its guest.
    public var generation: UUID
    public var disks: [Disk]
    /// Where the source's cloud-init seed lies; nil where it has none.
    public var sourceSeed: String?
    /// The copy's own; nil leaves it without one.
    public var seed: VolumeFacts?
    public var ownership: MachineDefinition.Ownership

    public init(
        source: UUID, id: UUID, name: String, description: String?, generation: UUID, disks: [Disk],
        sourceSeed: String?, seed: VolumeFacts?, ownership: MachineDefinition.Ownership
    ) {
        self.source = source
        self.id = id
        self.name = name
        self.description = description
        self.generation = generation
        self.disks = disks
        self.sourceSeed = sourceSeed
        self.seed = seed
        self.ownership = ownership
    }

    /// The address of the n-th interface, from 0.
    public func mac(_ index: Int) -> String { CreationPlan.mac(id, index) }
}

extension WorkflowContext {
    func clones(_ host: UUID) async throws -> any CloneDriver {
        guard let clones = try await drivers(host).clones else {
            throw DriverError(.unsupported, "Machines of this kind of host cannot be cloned.")
        }
        return clones
    }
}
