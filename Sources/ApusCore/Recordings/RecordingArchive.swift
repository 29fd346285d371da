import ApusModel
import FoundationEssentials

/// Where the files of recordings are.
public protocol RecordingArchive: Sendable {
    /// Begins a file.
    /// - Parameter report: told of progress now and then, and of the end once; never on an event loop.
    /// - Throws: a ``Problem`` where it cannot be written.
    func begin(
        _ beginning: RecordingBeginning, _ report: @escaping @Sendable (RecordingReport) async -> Void
    ) async throws -> any TerminalRecorder
    /// Takes an unfinished last line off a file that nobody writes any more, and says what is there; nil where there is no file.
    func settle(_ id: UUID) async throws -> RecordingFacts?
    /// - Throws: a ``Problem`` `not-found`.
    func size(of id: UUID) async throws -> Int64
    func read(_ id: UUID, from offset: Int64, length: Int64) -> AsyncThrowingStream<[UInt8], any Error>
    /// Does nothing where there is no file.
    func remove(_ id: UUID) async throws
    /// Looks through what these terminals showed, in this order, until `limit` lines are found or the time is over.
    func search(_ ids: [UUID], for text: String, limit: Int, within: Duration) async throws -> RecordingMatches
}

/// What a file of a recording begins with.
public struct RecordingBeginning: Sendable {
    public var id: UUID
    public var size: TerminalSize
    public var title: String
    public var started: Date
    /// Members of the header beside the usual ones.
    public var extras: [String: String]
    public var keepsInput: Bool
    /// Whether the terminal ends when this cannot be written.
    public var isRequired: Bool
    /// The most bytes that it may have; 0 sets no limit.
    public var limit: Int64 = 0

    public init(
        id: UUID, size: TerminalSize, title: String, started: Date, extras: [String: String] = [:],
        keepsInput: Bool = false, isRequired: Bool = true
    ) {
        self.id = id
        self.size = size
        self.title = title
        self.started = started
        self.extras = extras
        self.keepsInput = keepsInput
        self.isRequired = isRequired
    }
}

/// How much there is of a recording.
public struct RecordingFacts: Hashable, Sendable {
    public var bytes: Int64
    /// Seconds.
    public var duration: Double

    public init(bytes: Int64, duration: Double) {
        self.bytes = bytes
        self.duration = duration
    }
}

/// News of a recording.
public enum RecordingReport: Sendable {
    case progress(RecordingFacts)
    /// - Parameter fault: why it does not hold all; nil where it does.
    case ended(RecordingFacts, fault: String?)
}
