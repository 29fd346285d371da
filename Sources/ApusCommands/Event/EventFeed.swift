import ApusClient
import ApusModel
import Synchronization

/// The event stream across broken connections: takes up after the last event seen.
struct EventFeed {
    let session: Session
    let kinds: [String]
    /// Vain attempts in a row before it gives up.
    private let attempts = 10

    init(session: Session, kinds: [String]) {
        self.session = session
        self.kinds = kinds
    }

    /// Hands over each event, until `count` of them.
    func follow(count: Int?, _ body: @escaping @Sendable (ServerSentEvent) throws -> Void) async throws {
        let seen = Mutex(Seen(left: count))
        var failures = 0
        while true {
            let before = seen.withLock { $0.total }
            do {
                try await session.client.events(kinds: kinds, after: seen.withLock { $0.lastID }) { event in
                    try body(event)
                    return seen.withLock { $0.take(event) }
                }
                if seen.withLock({ $0.left == 0 }) { return }
            } catch let error as ClientError where before > 0 || seen.withLock({ $0.total }) > 0 || failures > 0 {
                guard failures < attempts else { throw error }
                try session.terminal.note("the connection broke; connecting again")
            }
            failures = seen.withLock { $0.total } > before ? 0 : failures + 1
            guard failures <= attempts else {
                throw ClientError(.connectionLost, "The server keeps ending the event stream.")
            }
            try await Task.sleep(for: .seconds(min(30, 1 << min(failures, 5))))
        }
    }

    private struct Seen {
        var left: Int?
        var lastID: String?
        var total = 0

        /// Whether more are wanted.
        mutating func take(_ event: ServerSentEvent) -> Bool {
            if !event.id.isEmpty { lastID = event.id }
            total += 1
            left = left.map { $0 - 1 }
            return left != 0
        }
    }
}
