import ApusCore
import ApusModel
import Asciicast
import Dispatch
import FoundationEssentials
import Glibc

/// The folder of recordings: one asciicast v2 file for each, mode 0600.
public struct RecordingFolder: RecordingArchive {
    private let folder: String
    /// Writes all recordings, one turn each.
    private let queue = DispatchQueue(label: "apus.recordings")

    /// Makes the folder, for nobody else.
    /// - Throws: ``StoreError``.
    public init(_ folder: String) throws {
        do {
            try FileManager.default.createDirectory(
                atPath: folder, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
        } catch {
            throw StoreError("the folder \(folder) of recordings cannot be made: \(error)")
        }
        self.folder = folder
    }

    func path(of id: UUID) -> String { "\(folder)/\(id.uuidString.lowercased()).cast" }

    public func begin(
        _ beginning: RecordingBeginning, _ report: @escaping @Sendable (RecordingReport) async -> Void
    ) async throws -> any TerminalRecorder {
        let path = path(of: beginning.id)
        return try await Blocking.run {
            do {
                return try RecordingWriter(beginning, try RecordingFile(path: path), queue, report)
            } catch {
                unlink(path)
                throw error
            }
        }
    }

    public func settle(_ id: UUID) async throws -> RecordingFacts? {
        let path = path(of: id)
        return try await Blocking.run {
            guard FileManager.default.fileExists(atPath: path) else { return nil }
            let (whole, last) = try RecordingScan.wholeLines(of: path)
            guard truncate(path, off_t(whole)) == 0 else { throw Problem.ofRecording(errno) }
            return RecordingFacts(bytes: whole, duration: Double(last) / 1_000_000)
        }
    }

    public func size(of id: UUID) async throws -> Int64 {
        try await Blocking.run {
            var status = stat()
            guard stat(path(of: id), &status) == 0 else { throw Self.missing }
            return Int64(status.st_size)
        }
    }

    public func remove(_ id: UUID) async throws {
        try await Blocking.run {
            guard unlink(path(of: id)) == 0 || errno == ENOENT else { throw Problem.ofRecording(errno) }
        }
    }

    public func read(_ id: UUID, from offset: Int64, length: Int64) -> AsyncThrowingStream<[UInt8], any Error> {
        let file = PieceFile(path(of: id), from: offset, length: length)
        return AsyncThrowingStream { try await Blocking.run { try file.next() } }
    }

    public func search(
        _ ids: [UUID], for text: String, limit: Int, within: Duration
    ) async throws -> RecordingMatches {
        let deadline = ContinuousClock.now.advanced(by: within)
        var matches = RecordingMatches(items: [], complete: true)
        for id in ids {
            guard ContinuousClock.now < deadline, matches.items.count < limit else {
                matches.complete = false
                break
            }
            try Task.checkCancellation()
            let rest = limit - matches.items.count
            let (items, complete) = try await Blocking.run {
                try RecordingScan.search(path(of: id), text, limit: rest, until: deadline)
            }
            matches.items += items.map { .init(recording: id, at: Double($0.time) / 1_000_000, line: $0.line) }
            matches.complete = matches.complete && complete
        }
        return matches
    }

    static let missing = Problem(.notFound, "The file of this recording is gone.")
}
