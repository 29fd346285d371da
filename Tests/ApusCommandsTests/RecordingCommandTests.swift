import ApusClient
import ApusModel
import FoundationEssentials
import Testing

@testable import ApusCommands

@Suite struct RecordingCommandTests {
    private static let row: Recording = {
        var row = Recording(
            id: UUID(), name: "web-1-x", kind: .ssh, vm: UUID(), vmName: "web-1", host: UUID(), hostName: "node1",
            user: "ada",
            started: Date(timeIntervalSince1970: 1_800_000_000), input: false)
        (row.duration, row.state, row.bytes) = (3725, .whole, 100)
        return row
    }()

    private static let cast =
        "{\"version\": 2, \"width\": 80, \"height\": 24}\n[0.1, \"o\", \"hello \\u001b[1mworld\\u001b[0m\\r\\n\"]\n"
        + "[500.0, \"o\", \"\\u001b]52;c;aGk=\\u0007\\u001b[6nend\\r\\n\"]\n[501.0, \"i\", \"secret\"]\n[502.0, \"o\", \"cu"

    private func stage(_ server: StubServer, input: String? = nil, isTerminal: Bool = false) throws -> Stage {
        let stage = Stage(["TERM": "dumb"], server: server, input: input, isTerminal: isTerminal)
        try stage.token()
        return stage
    }

    @Test func `play writes what was shown at once where nobody looks on, and nothing that a terminal would answer`()
        async throws
    {
        let server = StubServer { _ in .init(type: "application/x-asciicast", body: Self.cast) }
        let stage = try stage(server)
        #expect(await stage.run("recording", "play", "web-1-x") == 0)
        #expect(stage.output == "hello \u{1B}[1mworld\u{1B}[0m\r\nend\r\n")
        #expect(server.requests.map(\.target) == ["/api/v1/recordings/web-1-x/content"])
        let path = try stage.file("a.cast", Self.cast)
        #expect(await stage.run("recording", "play", path) == 0)
        #expect(stage.output.hasSuffix("end\r\nhello \u{1B}[1mworld\u{1B}[0m\r\nend\r\n"))
    }

    @Test func `what is no recording is refused in words`() async throws {
        let server = StubServer { _ in Samples.problem(Problem(.notFound, "There is no recording x.")) }
        let stage = try stage(server)
        #expect(await stage.run("recording", "play", try stage.file("b.cast", "hello\n")) == 1)
        #expect(stage.error.contains("no asciicast header"))
        #expect(await stage.run("recording", "play", "x") == 1)
        #expect(stage.error.contains("There is no recording x."))
    }

    @Test func `search shows the line with its time, made harmless`() async throws {
        let matches = RecordingMatches(
            items: [.init(recording: Self.row.id, at: 3725.4, line: "panic \u{1B}[31m!")], complete: false)
        let server = StubServer { _ in Samples.json(matches) }
        let stage = try stage(server)
        #expect(await stage.run("recording", "search", "panic now", "--limit", "5") == 0)
        #expect(server.requests.first?.target == "/api/v1/recordings/search?text=panic%20now&limit=5")
        #expect(stage.output.contains("1:02:05"))
        #expect(!stage.output.contains("\u{1B}"))
        #expect(stage.error.contains("not all recordings were looked through"))
    }

    @Test func `delete asks, and deletes what was agreed to`() async throws {
        let server = StubServer { $0.method == "DELETE" ? .init(status: 204) : Samples.json(Self.row) }
        let agreeing = try stage(server, input: "y", isTerminal: true)
        #expect(await agreeing.run("recording", "delete", "web-1-x") == 0)
        #expect(agreeing.error.contains("ssh of web-1 by ada, 1:02:05 long"))
        #expect(server.requests.last?.method == "DELETE")
        #expect(server.requests.last?.target == "/api/v1/recordings/\(Self.row.id.uuidString.lowercased())")
        let count = server.requests.count
        let refusing = try stage(server, input: "n", isTerminal: true)
        #expect(await refusing.run("recording", "delete", "web-1-x") == 1)
        #expect(server.requests.count == count + 1)
        let dry = try stage(server)
        #expect(await dry.run("recording", "delete", "web-1-x", "--dry-run") == 0)
        #expect(
            server.requests.allSatisfy {
                $0.method == "GET" || $0.target.hasSuffix(Self.row.id.uuidString.lowercased())
            })
    }
}
