import FoundationEssentials

/// A disk image that machines are made from, known by its path on the hosts.
public struct Image: Codable, Hashable, Sendable, Identifiable {
    public enum Format: String, Codable, Sendable, CaseIterable { case qcow2, raw, iso }

    public var id: UUID
    public var number: Int64
    public var name: String
    /// Absolute path on the hosts.
    public var path: String
    public var format: Format
    /// Bytes the guest sees; nil while no host has shown the file.
    public var virtualSize: Int64?
    public var createdAt: Date

    public init(id: UUID, number: Int64, name: String, path: String, format: Format, createdAt: Date) {
        self.id = id
        self.number = number
        self.name = name
        self.path = path
        self.format = format
        self.createdAt = createdAt
    }
}

/// Body of `POST /api/v1/images`.
public struct CreateImage: Codable, Hashable, Sendable {
    public var name: String
    public var path: String
    public var format: Image.Format?
    /// A host to look at the file on; else the first that has it.
    public var host: String?

    public init(name: String, path: String) {
        self.name = name
        self.path = path
    }
}
