import ApusModel
import FoundationEssentials
import Testing

@testable import ApusCommands

@Suite struct TokenCommandTests {
    private static let token = Token(
        id: UUID(), name: "ada", role: .operator, createdAt: Date(timeIntervalSince1970: 1_799_990_000))

    @Test func `create sends name, role and time, and prints the secret alone`() async throws {
        let server = StubServer { _ in Samples.json(CreatedToken(Self.token, secret: "apus_secret")) }
        let stage = Stage(["TERM": "dumb"], server: server)
        try stage.token()
        #expect(await stage.run("token", "create", "ada", "--role", "operator", "--expires", "2d") == 0)
        #expect(stage.output == "apus_secret\n")
        let request = try #require(server.requests.first)
        #expect(request.method == "POST" && request.target == "/api/v1/tokens")
        let body = try JSONCoding.decode(CreateToken.self, from: Data(request.body.utf8))
        let expires = Date(timeIntervalSince1970: 1_800_000_000 + 172_800)
        #expect(body == CreateToken(name: "ada", role: .operator, expires: expires))
        #expect(await stage.run("token", "create", "ada", "--role", "king") != 0)
        #expect(await stage.run("token", "create", "ada", "--role", "user", "--expires", "soon") != 0)
        #expect(server.requests.count == 1)
    }

    @Test func `a secret that is saved is not shown, and nobody else reads it`() async throws {
        let server = StubServer { _ in Samples.json(CreatedToken(Self.token, secret: "apus_secret")) }
        let stage = Stage(["TERM": "dumb"], server: server)
        try stage.token()
        let path = stage.folder + "/ada.token"
        #expect(await stage.run("token", "create", "ada", "--role", "operator", "--save", path, "-o", "json") == 0)
        #expect(!(stage.output + stage.error).contains("apus_secret"))
        #expect(FileManager.default.contents(atPath: path) == Data("apus_secret\n".utf8))
        #expect(PrivateFile.isShared(path) == false)
    }

    @Test func `list and delete`() async throws {
        let server = StubServer { request in
            request.method == "GET" ? Samples.json(TokenList(items: [Self.token])) : .init(status: 204)
        }
        let stage = Stage(["TERM": "dumb"], server: server)
        try stage.token()
        #expect(await stage.run("token", "list") == 0)
        #expect(stage.output.split(separator: "\n").last == "ada   operator  2h   -               0")
        #expect(await stage.run("token", "delete", "ada") == 0)
        #expect(server.requests.last?.method == "DELETE" && server.requests.last?.target == "/api/v1/tokens/ada")
    }

    @Test func `page prints an address with a ticket that no server sees`() async throws {
        let server = StubServer { _ in
            Samples.json(IssuedTicket(ticket: "abc", path: "/api/v1/session", expires: Date()))
        }
        let stage = Stage(["TERM": "dumb"], server: server)
        try stage.token()
        #expect(await stage.run("page") == 0)
        #expect(stage.output == server.url + "/sign-in#ticket=abc\n")
        #expect(server.requests.first?.body == "{\"for\":\"session\"}")
    }
}
