import ApusModel
import ApusTesting
import Foundation
import Testing

@testable import ApusCore

@Suite struct RecordingTests {
    private func row(
        _ name: String, days: Double, bytes: Int64 = 10, state: Recording.State = .whole, user: String = "ann"
    ) -> Recording {
        var row = Recording(
            id: UUID(), name: name, kind: .ssh, host: UUID(), hostName: "node1", user: user,
            started: Date(timeIntervalSince1970: 1_800_000_000 - days * 86_400), input: false)
        (row.bytes, row.state) = (bytes, state)
        return row
    }

    @Test func `what is too old and what is too much goes, the oldest first, and never what is still recorded`()
        async throws
    {
        let rows = [
            row("open", days: 100, state: .recording), row("old", days: 31), row("big", days: 20, bytes: 500),
            row("small", days: 10), row("new", days: 0),
        ]
        func gone(_ settings: Recordings.Settings) async throws -> [String] {
            try await TerminalTests.Scene(recordings: settings).plane.recordings.excess(of: rows).map(\.name)
        }
        #expect(try await gone(.init()) == [])
        #expect(try await gone(.init(maximumAge: 30)) == ["old"])
        #expect(try await gone(.init(maximumSize: 40)) == ["old", "big"])
        #expect(try await gone(.init(maximumSize: 1)) == ["old", "big", "small", "new"])
    }

    @Test func `a thousand that begin in one second have names of their own`() async throws {
        let scene = try await TerminalTests.Scene()
        let subject = Recordings.Subject(kind: .shell, host: scene.host.id, hostName: "node1")
        let request = TerminalRequest(
            target: .shell(host: scene.host.id), actor: Principal(name: "root", role: .administrator), size: .usual)
        for _ in 0..<1000 { _ = try await scene.plane.recordings.begin(subject, request) }
        #expect(Set(scene.plane.estate.recordings.rows().map(\.name)).count == 1000)
    }

    @Test func `one that grows without end takes no others with it`() async throws {
        let rows = [row("open", days: 0, bytes: 1 << 40, state: .recording), row("old", days: 9), row("new", days: 1)]
        let scene = try await TerminalTests.Scene(recordings: .init(maximumSize: 100))
        #expect(scene.plane.recordings.excess(of: rows).isEmpty)
    }

    @Test func `what a server that died was recording is cut, with its true length`() async throws {
        let store = MemoryStore()
        let open = try await store.add(row("open", days: 1, bytes: 0, state: .recording))
        let scene = try await TerminalTests.Scene(store: store)
        #expect(scene.row?.state == .cut)
        scene.tools.state.withLock { $0.files[open.id] = RecordingFacts(bytes: 77, duration: 3) }
        var again = open
        again.state = .recording
        try await store.update(again)
        try await scene.plane.recordings.load()
        #expect(scene.row?.bytes == 77)
        #expect(scene.row?.duration == 3)
        #expect(try await store.all(Recording.self).first?.state == .cut)
    }

    @Test func `operators read all recordings, others their own`() async throws {
        let scene = try await TerminalTests.Scene()
        let recordings = scene.plane.recordings
        let (own, other) = (row("own", days: 1), row("other", days: 2, user: "bob"))
        scene.plane.estate.recordings.upsert([own, other])
        let ann = Principal(name: "ann", role: .user)
        #expect(recordings.mayRead(own, ann))
        #expect(!recordings.mayRead(other, ann))
        #expect(recordings.mayRead(other, Principal(name: "ann", role: .operator)))
        var shell = other
        shell.kind = .shell
        #expect(!recordings.mayRead(shell, Principal(name: "ann", role: .operator)), "a host's shell is no operator's")
        #expect(recordings.mayRead(shell, Principal(name: "ann", role: .administrator)))
        #expect(try await recordings.search("x", limit: 9, ann).items.map(\.recording) == [own.id])
        let all = try await recordings.search("x", limit: 9, Principal(name: "op", role: .operator))
        #expect(all.items.map(\.recording) == [own.id, other.id], "the newest first")
    }

    @Test func `one that is still recorded cannot be deleted`() async throws {
        let scene = try await TerminalTests.Scene()
        let caller = Caller(actor: Principal(name: "root", role: .administrator))
        let open = try await scene.store.add(row("open", days: 1, state: .recording))
        await #expect(throws: Problem.self) { try await scene.plane.recordings.remove(open, caller) }
        let done = try await scene.store.add(row("done", days: 1))
        scene.plane.estate.recordings.upsert([done])
        try await scene.plane.recordings.remove(done, caller)
        #expect(scene.row == nil)
        #expect(try await scene.store.all(Recording.self).map(\.name) == ["open"])
    }
}
