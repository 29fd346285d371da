import ApusCore
import ApusModel

extension FakeHost: DiskExportDriver {
    public func export(_ disk: ExportedDisk) async throws {
        try await enter("export")
        let text = "copy of \(disk.source) as \(disk.format.rawValue)"
        put(Array(text.utf8), VolumeName(pool: disk.copy.pool, volume: disk.copy.name))
    }
}

/// A spool in memory, which counts what is left in it.
public actor FakeSpool: ExportSpool {
    private var files: [String: [UInt8]] = [:]

    public init() {}

    public func vmdk(
        _ name: String, from bytes: ByteSequence, size: Int64, in folder: String
    ) async throws -> SpooledFile {
        var all = Array("vmdk of ".utf8)
        for try await piece in bytes { all += piece }
        files["\(folder)/\(name)"] = all
        return SpooledFile(folder: folder, name: name, size: Int64(all.count), sha256: sha256(all))
    }

    public func read(_ file: SpooledFile) async throws -> ByteSequence {
        Pieces(of: files["\(file.folder)/\(file.name)"] ?? [])
    }

    public nonisolated func sha256(_ bytes: [UInt8]) -> String { FakeHost.digest(of: bytes) }

    public func drop(_ folder: String) async { files = files.filter { !$0.key.hasPrefix(folder + "/") } }

    public var left: [String] { files.keys.sorted() }
}
