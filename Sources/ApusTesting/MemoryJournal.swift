import FoundationEssentials
import Synchronization
import Workflow

/// A journal in memory that can die, as a killed process's does, and lose lines, as one that was never written does.
public final class MemoryJournal: Journal {
    /// The error of a dead journal.
    public struct Dead: Error { public init() {} }

    private struct State {
        var entries: [JournalEntry] = []
        var isDead = false
    }

    private let state = Mutex(State())

    public init(_ entries: [JournalEntry] = []) { state.withLock { $0.entries = entries } }

    public var entries: [JournalEntry] { state.withLock { $0.entries } }
    public var isDead: Bool { state.withLock { $0.isDead } }

    /// Refuses everything until it is revived.
    public func die() { state.withLock { $0.isDead = true } }
    public func revive() { state.withLock { $0.isDead = false } }

    /// Forgets lines.
    public func drop(where isDropped: (JournalEntry) -> Bool) {
        state.withLock { $0.entries.removeAll(where: isDropped) }
    }

    public func entries(of operation: UUID) async throws -> [JournalEntry] {
        try state.withLock { state in
            if state.isDead { throw Dead() }
            return state.entries
        }
    }

    public func append(_ entry: JournalEntry, to operation: UUID) async throws {
        try state.withLock { state in
            if state.isDead { throw Dead() }
            state.entries.append(entry)
        }
    }
}
