import FoundationEssentials

/// A named size of a machine ("flavor").
public struct InstanceType: Codable, Hashable, Sendable, Identifiable {
    public var id: UUID
    public var number: Int64
    public var name: String
    public var cpus: Int
    /// Bytes.
    public var memory: Int64
    /// Bytes; nil takes the image's size.
    public var disk: Int64?
    public var createdAt: Date

    public init(id: UUID, number: Int64, name: String, cpus: Int, memory: Int64, disk: Int64?, createdAt: Date) {
        self.id = id
        self.number = number
        self.name = name
        self.cpus = cpus
        self.memory = memory
        self.disk = disk
        self.createdAt = createdAt
    }
}

/// Body of `POST /api/v1/instance-types`.
public struct CreateInstanceType: Codable, Hashable, Sendable {
    public var name: String
    public var cpus: Int
    public var memory: Int64
    public var disk: Int64?

    public init(name: String, cpus: Int, memory: Int64, disk: Int64? = nil) {
        self.name = name
        self.cpus = cpus
        self.memory = memory
        self.disk = disk
    }
}
