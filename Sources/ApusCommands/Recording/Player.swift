import Asciicast

/// Shows the events of a recording when they are due.
struct Player {
    /// Somebody pressed q.
    struct Ended: Error {}

    private let surroundings: Surroundings
    private let keys: PlayKeys?
    /// nil shows all at once.
    private var pacing: Pacing?
    private var reader = AsciicastReader()
    private var filter = ReplayFilter()
    /// Time that was played, without pauses.
    private var elapsed = Duration.zero
    private var last = ContinuousClock.now
    /// Nobody comes back to a pause; it is looked at again now and then.
    private static let patience = Duration.seconds(3600)

    init(_ surroundings: Surroundings, _ pacing: Pacing?, _ keys: PlayKeys?) {
        (self.surroundings, self.pacing, self.keys) = (surroundings, pacing, keys)
    }

    /// The next bytes of the file. Returns when their events have been shown.
    /// - Throws: ``Ended``, `AsciicastFault`, or what writing throws.
    mutating func take(_ bytes: [UInt8]) async throws {
        var events: [AsciicastEvent] = []
        try reader.read(bytes) { if $0.kind == .output { events.append($0) } }
        for event in events {
            if pacing != nil, keys?.wish.state == .ended { throw Ended() }
            if let due = pacing?.due(event.time) { try await wait(until: .microseconds(due)) }
            try surroundings.write(.output, String(decoding: filter.pass(event.data), as: UTF8.self))
        }
    }

    /// Brings back the screen, the margins, the colours and the cursor.
    func leave() {
        guard pacing != nil else { return }
        let other = filter.isOnOtherScreen ? "\u{1B}[?1049l" : ""
        try? surroundings.write(
            .output, other + "\u{1B}7\u{1B}[r\u{1B}8\u{1B}[0m\u{1B}[4l\u{1B}[?7h\u{1B}[?25h\u{1B}(B\r\n")
    }

    private mutating func wait(until due: Duration) async throws {
        var known = keys?.wish ?? .init()
        while true {
            if known.state == .ended { throw Ended() }
            guard elapsed < due || known.state == .paused else { return }
            let pause = known.state == .paused ? Self.patience : (due - elapsed) / known.speed
            if let keys { await keys.wait(for: pause, since: known) } else { try await Task.sleep(for: pause) }
            let now = ContinuousClock.now
            if known.state == .playing { elapsed += (now - last) * known.speed }
            last = now
            let wish = keys?.wish ?? known
            if wish.skips > known.skips { elapsed = max(elapsed, due) }
            known = wish
        }
    }
}
