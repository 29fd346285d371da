import ApusModel
import FoundationEssentials
import Logging
import Schema

/// What passed all terminals: made, listed, searched, and taken away when it is old.
public struct Recordings: Sendable {
    /// The choices an administrator makes.
    public struct Settings: Sendable {
        /// Days that recordings are kept; 0 keeps them for ever.
        public var maximumAge: Int
        /// Bytes of all recordings together; 0 sets no limit.
        public var maximumSize: Int64
        /// Whether what is typed is kept, too.
        public var input: Bool
        /// Whether a terminal ends when it cannot be recorded.
        public var required: Bool

        public init(maximumAge: Int = 0, maximumSize: Int64 = 0, input: Bool = false, required: Bool = true) {
            self.maximumAge = maximumAge
            self.maximumSize = maximumSize
            self.input = input
            self.required = required
        }
    }

    public let settings: Settings
    let store: any RegistryStore
    let estate: Estate
    let archive: (any RecordingArchive)?
    let ambient: Ambient
    let logger: Logger
    /// Taking away is done by one at a time.
    private let expiring = Turn()
    /// A search reads all files: one at a time.
    private let searching = Turn()

    init(
        settings: Settings, store: any RegistryStore, estate: Estate, archive: (any RecordingArchive)?,
        ambient: Ambient, logger: Logger
    ) {
        self.settings = settings
        self.store = store
        self.estate = estate
        self.archive = archive
        self.ambient = ambient
        self.logger = logger
    }

    /// Loads what there is. Those that a server which died was writing are cut where their last whole line ends.
    public func load() async throws {
        for var row in try await store.all(Recording.self) {
            if row.state == .recording, let archive { row = await settled(row, in: archive) }
            estate.recordings.upsert([row])
        }
        await expireOrTell()
    }

    /// A file that cannot be read now keeps nobody from the rest: it is settled at the next start.
    private func settled(_ row: Recording, in archive: any RecordingArchive) async -> Recording {
        var row = row
        row.state = .cut
        do {
            let facts = try await archive.settle(row.id) ?? RecordingFacts(bytes: 0, duration: 0)
            (row.bytes, row.duration) = (facts.bytes, facts.duration)
            try await store.update(row)
        } catch {
            logger.error("A recording could not be settled: \(error)", metadata: ["recording": "\(row.name)"])
        }
        return row
    }

    /// The file of a recording.
    /// - Throws: a ``Problem`` `not-found` where this server keeps none.
    public func files() throws -> any RecordingArchive {
        guard let archive else { throw Problem(.notFound, "This server keeps no recordings.") }
        return archive
    }

    /// Whether somebody may see what a recording holds: operators may see those of machines, administrators all, others what they
    /// did themselves.
    public func mayRead(_ row: Recording, _ actor: Principal) -> Bool {
        let policy: Policy = row.kind == .shell ? .administer : .operate
        return policy.allows(actor.role) || row.user == actor.name
    }

    /// Lines with a text, the newest recording first, of those that `actor` may read.
    /// - Throws: a ``Problem`` `busy` while several search already.
    public func search(_ text: String, limit: Int, _ actor: Principal) async throws -> RecordingMatches {
        let rows = estate.recordings.rows().filter { mayRead($0, actor) }.sorted { $0.started > $1.started }
        let files = try files()
        return try await searching.next(bound: true, most: 4) {
            try await files.search(rows.map(\.id), for: text, limit: limit, within: .seconds(10))
        }
    }

    /// Takes one away for good; who did it stands in the log.
    /// - Throws: a ``Problem`` `invalid-state` while it is recorded.
    public func remove(_ row: Recording, _ caller: Caller) async throws {
        guard row.state != .recording else {
            throw Problem(.invalidState, "The terminal of \(Echo.quoted(row.name)) is still open; close it first.")
        }
        try await take(row)
        logger.notice("A recording was deleted", metadata: row.metadata(by: caller.actor.name))
    }

    private func take(_ row: Recording) async throws {
        try await files().remove(row.id)
        try await store.remove(Recording.self, row.id)
        estate.recordings.remove([row.id])
    }

    /// Takes away what is too old or too much, the oldest first.
    func expire() async throws {
        try await expiring.next {
            for row in excess(of: estate.recordings.rows()) {
                do {
                    try await take(row)
                    logger.notice("A recording was too old or too much", metadata: row.metadata(by: "retention"))
                } catch {
                    // The others go all the same.
                    logger.error("A recording cannot be removed: \(error)", metadata: row.metadata(by: "retention"))
                }
            }
        }
    }

    /// The recordings that are too old, and the oldest ones that are too much. Those under way do not count: one that grows
    /// without end must not take all others with it.
    func excess(of rows: [Recording]) -> [Recording] {
        let now = ambient.now()
        var size = rows.filter { $0.state != .recording }.reduce(Int64(0)) { $0 &+ $1.bytes }
        var excess: [Recording] = []
        for row in rows.sorted(by: { $0.started < $1.started }) where row.state != .recording {
            let age = now.timeIntervalSince(row.started) - row.duration
            let isOld = settings.maximumAge > 0 && age > Double(settings.maximumAge) * 86_400
            guard isOld || settings.maximumSize > 0 && size > settings.maximumSize else { continue }
            size -= row.bytes
            excess.append(row)
        }
        return excess
    }

    /// Looks for what is too old, until the task is cancelled.
    func keepExpiring() async {
        while !Task.isCancelled {
            try? await Task.sleep(for: .seconds(600))
            guard !Task.isCancelled else { return }
            await expireOrTell()
        }
    }

    private func expireOrTell() async {
        do { try await expire() } catch { logger.error("Old recordings cannot be removed: \(error)") }
    }
}

extension Recording {
    fileprivate func metadata(by who: String) -> Logger.Metadata {
        ["recording": "\(name)", "id": "\(id.uuidString.lowercased())", "of": "\(user)", "by": "\(who)"]
    }
}
