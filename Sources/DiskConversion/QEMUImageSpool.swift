import ApusCore
import ChildProgram
import FoundationEssentials
import Glibc
import NIOPosix

/// A folder of the server's own where `qemu-img` makes disks for other hypervisors. What an earlier process left is gone when
/// it is made.
public final class QEMUImageSpool: ExportSpool {
    private let folder: String
    private let program: String
    /// One conversion at a time: each takes a whole processor.
    private let turns = Turn()
    private let files = NIOThreadPool.singleton
    /// The most that a conversion may take.
    private let limit = Duration.seconds(4 * 3600)
    /// Bytes that stay free, since the store lies on the same disk.
    private static let reserve: Int64 = 1 << 30

    /// - Parameter program: a name to look for in the search path, or a path.
    public init(folder: String, program: String = "qemu-img") {
        (self.folder, self.program) = (folder, program)
        try? FileManager.default.removeItem(atPath: folder)
    }

    public func vmdk(
        _ name: String, from bytes: ByteSequence, size: Int64, in part: String
    ) async throws -> SpooledFile {
        let (raw, made) = (path(part, name + ".qcow2"), path(part, name))
        try await working { [folder] in
            try FileManager.default.createDirectory(
                atPath: folder + "/" + part, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
            try Self.requireRoom(for: size, in: folder)
        }
        try await write(bytes, to: raw)
        try await convert(raw, made)
        let (length, sum) = try await working {
            unlink(raw)
            return try SpoolFile(reading: made).digest()
        }
        return SpooledFile(folder: part, name: name, size: length, sha256: sum)
    }

    public func read(_ file: SpooledFile) async throws -> ByteSequence {
        let path = path(file.folder, file.name)
        return SpooledBytes(file: try await working { try SpoolFile(reading: path) }, threads: files)
    }

    public func sha256(_ bytes: [UInt8]) -> String { SpoolFile.sha256(bytes) }

    public func drop(_ part: String) async {
        let path = folder + "/" + part
        try? await files.runIfActive { try? FileManager.default.removeItem(atPath: path) }
    }

    private func path(_ part: String, _ name: String) -> String { "\(folder)/\(part)/\(name)" }

    private func write(_ bytes: ByteSequence, to path: String) async throws {
        let file = try await working { try SpoolFile(writing: path) }
        for try await piece in bytes { try await working { try file.append(piece) } }
        let head = try await working { try SpoolFile(reading: path).piece(at: 0) ?? [] }
        // A host that is not what it seems could name a file of the server in it.
        guard QCOW2Header(Data(head))?.standsAlone == true else {
            throw DriverError(.failed, "The host's copy of the disk is no qcow2 file that stands alone.")
        }
    }

    private func convert(_ source: String, _ target: String) async throws {
        guard let path = ChildProgram.path(of: program) else {
            throw DriverError(
                .unsupported, "The server has no qemu-img, which OVA packages need: install qemu-utils, or export vmdk."
            )
        }
        let arguments = [
            "convert", "-f", "qcow2", "-O", "vmdk", "-o", "subformat=streamOptimized", "--", source, target,
        ]
        do {
            let end = try await turns.next(bound: true) { [limit] in
                try await ChildProgram(command: [path] + arguments, limit: limit).run()
            }
            guard end.status == 0 else { throw Self.refused(end) }
        } catch ChildProgramError.late {
            throw DriverError(.timedOut, "Converting the disk took longer than \(limit).")
        } catch let error as ChildProgramError {
            throw DriverError(.failed, "qemu-img failed: \(error)")
        }
    }

    /// Its words hold paths of the server.
    private static func refused(_ end: ChildProgram.Ending) -> DriverError {
        end.lastWords.contains("No space left")
            ? DriverError(.full, "The server's data directory has no space left for the package.")
            : DriverError(.failed, "qemu-img could not convert the disk (status \(end.status)).")
    }

    private static func requireRoom(for size: Int64, in folder: String) throws {
        var facts = statvfs()
        guard statvfs(folder, &facts) == 0 else { return }
        let (bytes, isHuge) = UInt64(facts.f_bavail).multipliedReportingOverflow(by: UInt64(facts.f_frsize))
        let (twice, isTooMuch) = size.multipliedReportingOverflow(by: 2)
        guard !isTooMuch, isHuge || Int64(clamping: bytes) - reserve >= twice else {
            throw DriverError(
                .full, "The server's data directory has no room for the package: it takes up to \(twice) bytes.")
        }
    }

    /// Runs what may block on a thread of our own.
    private func working<Value: Sendable>(_ body: @escaping @Sendable () throws -> Value) async throws -> Value {
        do {
            return try await files.runIfActive(body)
        } catch let error as SpoolFile.Failure {
            throw error.number == ENOSPC
                ? DriverError(.full, "The server's data directory has no space left for the package.")
                : DriverError(.failed, "The server's data directory cannot be used (error \(error.number)).")
        }
    }
}
