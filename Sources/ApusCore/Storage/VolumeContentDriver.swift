import ApusModel
import FoundationEssentials

/// Bytes that come piece by piece, at the pace of whoever takes them. One task reads them, once.
public typealias ByteSequence = any AsyncSequence<[UInt8], any Error> & Sendable

/// The bytes of a host's volumes, in and out. Each call throws ``DriverError``, `busy` where too many transfers run already.
public protocol VolumeContentDriver: Sendable {
    /// The volume as it is now; throws `notFound`.
    func content(of volume: VolumeName) async throws -> VolumeContent
    /// Makes an empty file that grows with what is written; a volume of the name is replaced.
    func makeEmpty(_ volume: VolumeName) async throws -> VolumeFacts
    /// Writes all bytes from `offset` on and makes sure that the host has them. An error leaves those that had come.
    /// - Returns: how many were written.
    func write(_ bytes: ByteSequence, to volume: VolumeName, from offset: Int64) async throws -> Int64
    /// The bytes from `offset` on, at most `length`. They end with an error where the host fails.
    func read(_ volume: VolumeName, from offset: Int64, length: Int64?) async throws -> ByteSequence
    /// SHA-256 of all bytes, lower-case hexadecimal.
    func digest(of volume: VolumeName) async throws -> String
    /// Lets the host look anew at what lies in the pool, since it keeps a volume's format from when it was made.
    func refresh(_ pool: String) async throws
    /// Volumes, as `pool/volume`, that are built upon the file at `path`.
    func dependants(of path: String) async throws -> [String]
}

/// A volume, as far as its bytes are concerned.
public struct VolumeContent: Hashable, Sendable {
    public var path: String
    /// Bytes of the file or device, also where its format makes a guest see another size.
    public var size: Int64
    public var isFile: Bool

    public init(path: String, size: Int64, isFile: Bool = true) {
        self.path = path
        self.size = size
        self.isFile = isFile
    }
}
