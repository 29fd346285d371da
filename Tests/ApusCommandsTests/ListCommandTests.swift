import ApusClient
import ApusModel
import FoundationEssentials
import Testing

@testable import ApusCommands

@Suite struct ListCommandTests {
    private func server(_ rows: [String]) -> StubServer {
        StubServer { request in
            if request.target.hasSuffix("/kinds") { return Samples.json([Samples.vmKind]) }
            if request.headers["accept"]?.contains("text/csv") == true {
                return .init(type: "text/csv", body: "name\r\nweb-1\r\n")
            }
            // Two rows a page, whatever is asked for.
            let start = request.target.split(separator: "cursor=").dropFirst().first.flatMap { Int($0) } ?? 0
            let items = rows.dropFirst(start).prefix(2).map {
                JSONValue.object(["name": .string($0), "state": .string("off")])
            }
            return Samples.json(
                Page(items: items, total: rows.count, next: start + 2 < rows.count ? String(start + 2) : nil))
        }
    }

    private func stage(_ server: StubServer) throws -> Stage {
        let stage = Stage(server: server)
        try stage.token()
        return stage
    }

    @Test func `names come from all pages, one a line`() async throws {
        let server = server(["a", "b", "c", "d", "e"])
        let stage = try stage(server)
        #expect(await stage.run("vm", "list", "-o", "name", "--filter", "state = off", "--sort", "-name") == 0)
        #expect(stage.output == "a\nb\nc\nd\ne\n")
        #expect(
            server.requests.dropFirst().first?.target
                == "/api/v1/vms?filter=state%20%3D%20off&sort=-name&columns=name&limit=1000")
    }

    @Test func `a limit ends the list early and says so`() async throws {
        let stage = try stage(server(["a", "b", "c", "d", "e"]))
        #expect(await stage.run("vm", "list", "--columns", "name", "--limit", "2") == 0)
        #expect(stage.output == "NAME\na\nb\n")
        #expect(stage.error == "2 of 5 rows shown\n")
    }

    @Test func `an empty list says on standard error how to begin`() async throws {
        let stage = try stage(server([]))
        #expect(await stage.run("vms", "ls") == 0)
        #expect(stage.output.isEmpty)
        #expect(stage.error.contains("apus vm create"))
    }

    @Test func `an unknown column is wrong usage and the known ones are named`() async throws {
        let stage = try stage(server([]))
        #expect(await stage.run("vm", "list", "--columns", "colour") == 2)
        #expect(stage.error.contains("name, state, memory, createdAt, arch"))
    }

    @Test func `CSV is passed on as it came, without its header when asked`() async throws {
        let stage = try stage(server([]))
        #expect(await stage.run("vm", "list", "-o", "csv") == 0)
        #expect(stage.output == "name\r\nweb-1\r\n")
        let bare = try self.stage(server([]))
        #expect(await bare.run("vm", "list", "-o", "csv", "--no-headers") == 0)
        #expect(bare.output == "web-1\r\n")
    }

    @Test func `a wrong token is told with the way out`() async throws {
        let stage = try stage(StubServer { _ in Samples.problem(Problem(.unauthenticated, "unknown token")) })
        #expect(await stage.run("vm", "list") == 1)
        #expect(stage.error.contains("apus login"))
    }

    @Test func `a server that is not there is told as such`() async throws {
        let stage = Stage(["APUS_URL": "http://127.0.0.1:1"])
        try stage.token()
        #expect(await stage.run("vm", "list") == 1)
        #expect(stage.error.contains("cannot-connect"))
    }

    @Test func `login tries the token, keeps it from other eyes and becomes the current context`() async throws {
        let server = server([])
        let stage = Stage(input: "sesame\n")
        #expect(await stage.run("login", server.url, "--token-stdin", "--context", "lab") == 0)
        let config = try ConfigFile.read(stage.surroundings)
        #expect(config.current == "lab" && config.contexts["lab"]?.url == server.url)
        #expect(PrivateFile.isShared(stage.folder + "/apus/lab.token") == false)
        #expect(await stage.run("vm", "list") == 0)
        #expect(server.requests.last?.headers["authorization"] == "Bearer sesame")
    }
}
