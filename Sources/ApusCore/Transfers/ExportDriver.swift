import ApusModel
import FoundationEssentials

/// Makes copies of disks for other places.
public protocol DiskExportDriver: Sendable {
    /// Makes a copy that needs nothing below it, in another format. A volume of the name is replaced.
    /// - Throws: ``DriverError`` `refused` where the file is not of the format that the machine takes it for: a guest that
    ///   writes into a raw disk could make it name any file of its host.
    func export(_ disk: ExportedDisk) async throws
}

/// A disk on its way out.
public struct ExportedDisk: Codable, Hashable, Sendable {
    /// A path, or `pool/volume`.
    public var source: String
    /// What the machine's definition says it is.
    public var sourceFormat: String
    public var copy: VolumePlace
    public var format: Image.Format

    public init(source: String, sourceFormat: String, copy: VolumePlace, format: Image.Format) {
        self.source = source
        self.sourceFormat = sourceFormat
        self.copy = copy
        self.format = format
    }
}

/// A place of the server's own where disks are made what other hypervisors import.
public protocol ExportSpool: Sendable {
    /// Makes a streamOptimized VMDK of a qcow2 file's bytes.
    /// - Parameters:
    ///   - size: bytes that will come; checked against the room there is.
    ///   - folder: what ``drop(_:)`` takes away again; a plain name.
    /// - Throws: ``DriverError``.
    func vmdk(_ name: String, from bytes: ByteSequence, size: Int64, in folder: String) async throws -> SpooledFile
    /// All bytes of a file.
    func read(_ file: SpooledFile) async throws -> ByteSequence
    /// SHA-256, lower-case hexadecimal.
    func sha256(_ bytes: [UInt8]) -> String
    /// Takes a folder with its files away; an absent one is left as it is.
    func drop(_ folder: String) async
}

/// A file of an ``ExportSpool``.
public struct SpooledFile: Hashable, Sendable {
    public var folder: String
    public var name: String
    public var size: Int64
    public var sha256: String

    public init(folder: String, name: String, size: Int64, sha256: String) {
        self.folder = folder
        self.name = name
        self.size = size
        self.sha256 = sha256
    }
}

extension QCOW2Header {
    /// Whether a tool that reads the file opens no other one.
    public var standsAlone: Bool { !hasBackingFile && !hasExternalData && !isEncrypted && unknownFeatures == 0 }
}

extension WorkflowContext {
    func exports(_ host: UUID) async throws -> any DiskExportDriver {
        guard let exports = try await drivers(host).exports else {
            throw DriverError(.unsupported, "This kind of host exports no disks.")
        }
        return exports
    }
}

/// How the files of an export are named.
enum ExportName {
    static func prefix(_ vm: UUID) -> String { CreationPlan.volumePrefix(vm) + "-export-" }
    static let package = "machine.ova"

    /// Whose export a volume is.
    static func machine(of volume: String) -> UUID? {
        let head = volume.split(separator: "-export-", maxSplits: 1)
        guard head.count == 2, let id = UUID(uuidString: String(head[0].suffix(36))) else { return nil }
        return volume.hasPrefix(prefix(id)) ? id : nil
    }
}
