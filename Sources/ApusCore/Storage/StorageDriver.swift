import ApusModel
import FoundationEssentials

/// Storage of one host, always through the provider's own interface: hosts are remote, or see other files than the server.
public protocol StorageDriver: Sendable {
    /// Whether bytes can be sent to a volume; a seed needs it.
    var acceptsUploads: Bool { get }

    /// Makes sure that the pool is there and active; a missing one is made as a directory pool at `path` (nil: the usual folder).
    func ensurePool(_ name: String, path: String?) async throws
    /// What the file at `path` is, from its own header; throws ``DriverError`` `notFound` when the host has no such file.
    func inspect(path: String, format: Image.Format) async throws -> ImageFacts
    /// Makes a disk. An existing volume of the name is replaced, since it is the rest of a step that died.
    func createDisk(_ disk: DiskRequest) async throws -> VolumeFacts
    /// Makes a raw volume with these bytes; replaces like ``createDisk(_:)``.
    func createFile(_ name: String, in pool: String, bytes: [UInt8]) async throws -> VolumeFacts
    /// Where an existing volume lies and what it is; throws ``DriverError`` `notFound` when it is not there.
    func volume(_ name: String, in pool: String) async throws -> VolumeFacts
    /// An absent volume (or pool) is left as it is.
    func deleteVolume(_ name: String, in pool: String) async throws
    /// The names of all volumes of a pool; none for an absent pool.
    func volumes(in pool: String) async throws -> [String]
}

/// A disk to make.
public struct DiskRequest: Codable, Hashable, Sendable {
    public var name: String
    public var pool: String
    /// Bytes; at least the image's.
    public var capacity: Int64
    /// Its path on the host; nil for an empty disk.
    public var image: String?
    /// The image's format, or that of an empty disk.
    public var imageFormat: Image.Format
    public var clone: CreateVirtualMachine.Clone

    public init(
        name: String, pool: String, capacity: Int64, image: String?, imageFormat: Image.Format,
        clone: CreateVirtualMachine.Clone
    ) {
        self.name = name
        self.pool = pool
        self.capacity = capacity
        self.image = image
        self.imageFormat = imageFormat
        self.clone = clone
    }
}

/// A volume that was made.
public struct VolumeFacts: Codable, Hashable, Sendable {
    public var path: String
    public var format: String

    public init(path: String, format: String) {
        self.path = path
        self.format = format
    }
}

/// What an image file says of itself.
public struct ImageFacts: Codable, Hashable, Sendable {
    /// Bytes the guest sees.
    public var virtualSize: Int64
    /// The first bytes of the file, enough for ``QCOW2Header``.
    public var header: Data
    /// Bytes of the file itself; nil where the host does not say.
    public var fileSize: Int64?
    /// The bytes of ``QCOW2Header/tableRange``; nil where they were not read.
    public var table: Data?

    public init(virtualSize: Int64, header: Data, fileSize: Int64? = nil, table: Data? = nil) {
        self.virtualSize = virtualSize
        self.header = header
        self.fileSize = fileSize
        self.table = table
    }
}
