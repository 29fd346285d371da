import FoundationEssentials

/// What a journal says has happened: the pure half of an execution.
struct Replay {
    private(set) var outputs: [String: Data] = [:]
    private(set) var started: Set<String> = []
    private(set) var undone: Set<String> = []
    private(set) var failure: Data?
    private(set) var isCommitted = false

    init(_ entries: [JournalEntry]) {
        for entry in entries { note(entry) }
    }

    mutating func note(_ entry: JournalEntry) {
        switch entry {
        case .started(let step): started.insert(step)
        case .succeeded(let step, let output): outputs[step] = output
        case .committed: isCommitted = true
        case .failed(let reason): failure = reason
        case .undone(let step): undone.insert(step)
        }
    }
}
