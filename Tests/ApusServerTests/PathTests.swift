import ApusCore
import ApusModel
import Foundation
import Testing

@Suite struct PathTests {
    @Test(arguments: [
        "//api/v1/vms", "/api//v1/vms", "/api/v1/vms/", "/api/%2e%2e/v1/vms", "/api/v1/../v1/vms", "/api/v1/vms/a%2Fb",
        "/api/v1/vms/..",
        "/api/v1/vms/%2e", "/API/v1/vms", "/api/v1/vms/none", "/api/v1/vms/4711",
        "/api/v1/vms/00000000-0000-4000-8000-000000000000",
        "/api/v1/vms/--help", "/api/v1/nothing", "/", "/api/v1/vms/\(String(repeating: "a", count: 2048))",
        "/api/v1/vms/;x=1",
    ])
    func `what is not there is 404, whatever its spelling`(_ path: String) async throws {
        try await TestServer.run { server in
            let answer = try await server.ask("GET", path)
            #expect(answer.status == 404, "\(answer.text)")
            #expect(answer.code == "not-found")
            #expect(answer.body.count < 2000)
        }
    }

    @Test(arguments: ["/api/v1/vms/%00", "/api/v1/vms/%0d%0a", "/api/v1/vms/%ff", "/api/v1/vms/%zz", "*", "api/v1/vms"])
    func `an encoding that is odd is refused`(_ path: String) async throws {
        try await TestServer.run { server async throws in
            #expect(try await server.ask("GET", path).status == 400)
        }
    }

    @Test func `a thing is found by UUID in either case, by number and by name`() async throws {
        try await TestServer.run { server in
            let image = try await server.ask("GET", "/api/v1/images/tiny").decode(Image.self)
            let references = [
                image.id.uuidString, image.id.uuidString.lowercased(), "\(image.number)", "tiny", "t%69ny",
            ]
            for reference in references {
                #expect(try await server.ask("GET", "/api/v1/images/\(reference)").decode(Image.self) == image)
            }
        }
    }

    @Test func `a name that means two things is refused with both`() async throws {
        try await TestServer.run { server in
            var (one, two) = (Rows.machine(1, on: server.host.id), Rows.machine(2, on: server.host.id))
            (one.name, two.name) = ("twin", "twin")
            server.core.estate.machines.upsert([one, two])
            let answer = try await server.ask("GET", "/api/v1/vms/twin")
            #expect(answer.status == 409)
            #expect(answer.problem?.candidates?.count == 2)
            #expect(try await server.ask("GET", "/api/v1/vms/\(one.id)").status == 200)
        }
    }

    @Test(arguments: ["PUT", "PATCH", "TRACE", "OPTIONS", "PROPFIND", "DELETE"])
    func `a method that the path does not know is 405 with those it knows`(_ method: String) async throws {
        try await TestServer.run { server in
            let answer = try await server.ask(
                method, "/api/v1/vms", as: .administrator, ["X-HTTP-Method-Override": "GET"])
            #expect(answer.status == 405)
            #expect(answer["Allow"] == "GET, POST, HEAD")
            #expect(answer.code == "method-not-allowed")
        }
    }

    @Test func `HEAD answers as GET does, without the body`() async throws {
        try await TestServer.run { server in
            for path in ["/api/v1/vms", "/healthz", "/api/v1/images/tiny", "/openapi.json", "/nothing"] {
                let client = try server.client()
                await client.connection.send(TestServer.request("HEAD", path) + TestServer.request("GET", path))
                let head = try #require(await client.answer(toHead: true))
                let get = try #require(await client.answer())
                #expect(head.status == get.status)
                #expect(head["Content-Length"] == get["Content-Length"], "\(path)")
                #expect(head["Content-Type"] == get["Content-Type"])
            }
            #expect(try await server.ask("HEAD", "/api/v1/events").status == 200)
        }
    }

    @Test func `every answer carries the headers that keep a browser safe`() async throws {
        try await TestServer.run { server in
            for path in ["/healthz", "/api/v1/vms", "/nothing", "/openapi.json"] {
                let answer = try await server.ask("GET", path)
                #expect(answer["X-Content-Type-Options"] == "nosniff")
                #expect(answer["Referrer-Policy"] == "no-referrer")
                #expect(answer["Cache-Control"] == "no-store")
                #expect(answer["Content-Security-Policy"]?.contains("frame-ancestors 'none'") == true)
                #expect(answer["Server"] == nil)
                #expect(answer["X-Request-Id"]?.count == 36)
            }
        }
    }

    @Test func `a range is not looked at`() async throws {
        try await TestServer.run { server async throws in
            for range in [
                "bytes=-", "bytes=9223372036854775807-", "bytes=5-1",
                "bytes=" + (0..<1000).map { "\($0)-" }.joined(separator: ","),
            ] {
                #expect(try await server.ask("GET", "/openapi.json", nil, as: .viewer, ["Range": range]).status == 200)
            }
        }
    }
}

extension TestServer {
    func ask(_ method: String, _ target: String, as role: Role?, _ headers: [String: String]) async throws -> Answer {
        try await ask(method, target, nil, as: role, headers)
    }
}
