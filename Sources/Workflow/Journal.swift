import FoundationEssentials

/// One line of an operation's journal.
public enum JournalEntry: Codable, Hashable, Sendable {
    /// The step's body is about to run; from here its undo is due when the operation fails.
    case started(step: String)
    /// The step's body has run; `output` is its JSON.
    case succeeded(step: String, output: Data)
    /// The point of no return: from here steps only go forward.
    case committed
    /// The operation failed or was cancelled and unwinds; `failure` is the reason's JSON.
    case failed(failure: Data)
    /// The step's undo has run.
    case undone(step: String)
}

/// Where journals are kept. An appended entry is on disk when the call returns.
public protocol Journal: Sendable {
    func entries(of operation: UUID) async throws -> [JournalEntry]
    func append(_ entry: JournalEntry, to operation: UUID) async throws
}
