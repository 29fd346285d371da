import ApusModel
import Foundation
import Testing

@Suite struct BodyTests {
    static let path = "/api/v1/instance-types"

    @Test func `a body that is no JSON object is refused as unreadable`() async throws {
        try await TestServer.run { server in
            for body in ["", "null", "[]", "\"x\"", "1", "true"] {
                let answer = try await server.ask("POST", Self.path, json: body)
                #expect(answer.status == 400, "\(body): \(answer.text)")
            }
            let empty = try await server.ask("POST", Self.path, json: "{}")
            #expect(empty.status == 422)
            #expect(empty.faults == ["/name": "required", "/cpus": "required", "/memory": "required"])
        }
    }

    static let unclean: [(String, String)] = [
        ("truncated", #"{"name":"a","cpus":1"#), ("trailing text", #"{"name":"a"} x"#),
        ("comment", #"{"name":"a"/* */}"#),
        ("NaN", #"{"cpus":NaN}"#), ("leading zero", #"{"cpus":01}"#), ("single quotes", "{'name':'a'}"),
        ("trailing comma", #"{"name":"a",}"#), ("duplicate key", #"{"name":"a","cpus":1,"cpus":2}"#),
        ("duplicate key below", #"{"cloudInit":{"user":"a","user":"b"}}"#), ("byte order mark", "\u{FEFF}{}"),
        ("depth 33", String(repeating: "[", count: 33)), ("depth 513", String(repeating: "{\"a\":", count: 513)),
        ("lone surrogate", #"{"name":"\ud800"}"#), ("NUL", #"{"name":"\u0000"}"#),
    ]

    @Test(arguments: unclean) func `JSON that readers read differently is refused`(_ what: String, _ body: String)
        async throws
    {
        try await TestServer.run { server in
            let answer = try await server.ask("POST", Self.path, json: body)
            #expect(answer.status == 400, "\(what): \(answer.text)")
            #expect(answer.code == "json/syntax")
        }
    }

    @Test func `a million brackets, UTF-16 and wrong UTF-8 are refused`() async throws {
        try await TestServer.run(maxBody: 4 << 20) { server in
            let bodies: [[UInt8]] = [
                [UInt8](repeating: UInt8(ascii: "["), count: 1_000_000),
                Array("{}".data(using: .utf16LittleEndian) ?? Data()),
                [0x7B, 0x22, 0xFF, 0x22, 0x7D],
            ]
            for body in bodies {
                let answer = try await server.ask("POST", Self.path, body, ["Content-Type": "application/json"])
                #expect(answer.status == 400)
                #expect(answer.code == "json/syntax")
            }
        }
    }

    @Test func `an unknown field is a fault that names the field that was meant`() async throws {
        try await TestServer.run { server in
            let body = #"{"name":"a","cpus":1,"memory":1048576,"memroy":1}"#
            let answer = try await server.ask("POST", Self.path, json: body)
            #expect(answer.faults == ["/memroy": "unknown-field"])
            #expect(answer.text.contains("did you mean memory"))
        }
    }

    @Test(arguments: [
        ["Content-Type": "text/plain"], ["Content-Type": "application/x-www-form-urlencoded"],
        ["Content-Type": "multipart/form-data; boundary=x"], ["Content-Type": "application/json; charset=utf-16"], [:],
        ["Content-Type": "application/json", "Content-Encoding": "gzip"],
    ])
    func `only plain JSON in UTF-8 is taken`(_ headers: [String: String]) async throws {
        try await TestServer.run { server in
            let answer = try await server.ask("POST", Self.path, Array("{}".utf8), headers)
            #expect(answer.status == 415, "\(headers)")
        }
    }

    @Test func `a body over the limit is refused and its connection ends`() async throws {
        try await TestServer.run(maxBody: 1000) { server in
            let request = TestServer.request(
                "POST", Self.path, [UInt8](repeating: 32, count: 1001), ["Content-Type": "application/json"])
            #expect(try await server.raw(request).answer?.status == 413)
            // Refused by its announcement, before a byte of it has come.
            let (answer, client) = try await server.raw(Self.post("Content-Length: 10000000000\r\n"))
            #expect(answer?.status == 413)
            #expect(answer?["Connection"] == "close")
            #expect(await client.isClosed())
        }
    }

    @Test func `chunks without an end are refused once they are too many`() async throws {
        try await TestServer.run(maxBody: 1000) { server in
            let client = try server.client()
            await client.connection.send(Self.post("Transfer-Encoding: chunked\r\n"))
            let chunk = "200\r\n" + String(repeating: " ", count: 512) + "\r\n"
            for _ in 0..<3 { await client.connection.send(chunk) }
            let answer = await client.answer()
            #expect(answer?.status == 413)
            #expect(answer?["Connection"] == "close")
            var sent = 0
            while sent < 10_000, await client.connection.send(String(repeating: chunk, count: 100)) { sent += 1 }
            #expect(sent < 10_000, "the server went on reading")
        }
    }

    @Test func `a body shorter than announced is never taken for a whole one`() async throws {
        try await TestServer.run { server in
            let body = #"{"name":"cut","cpus":1,"memory":1048576}"#
            let client = try server.client()
            await client.connection.send(Self.post("Content-Length: \(body.utf8.count + 10)\r\n") + body)
            client.connection.finish()
            let answer = await client.answer()
            #expect(answer?.status == 400)
            #expect(answer?.code == "bad-request")
            #expect(await client.isClosed())
            let chunked = try server.client()
            await chunked.connection.send(
                Self.post("Transfer-Encoding: chunked\r\n") + String(body.utf8.count, radix: 16) + "\r\n" + body
                    + "\r\n")
            chunked.connection.finish()
            #expect(await chunked.answer()?.status == 400)
            #expect(try await server.ask("GET", Self.path + "/cut").status == 404)
        }
    }

    @Test func `what follows a body that is longer than announced is no second request`() async throws {
        try await TestServer.run { server in
            let (answer, client) = try await server.raw(Self.post("Content-Length: 2\r\n") + "{}garbage here\r\n\r\n")
            #expect(answer?.status == 422)
            let second = await client.answer()
            #expect(second?.status == 400)
            #expect(second?.problem != nil)
            #expect(await client.isClosed())
        }
    }

    @Test func `a path without a body refuses one`() async throws {
        try await TestServer.run { server async throws in
            #expect(try await server.ask("GET", "/api/v1/vms", json: "{}").status == 400)
        }
    }

    private static func post(_ headers: String) -> String {
        "POST \(path) HTTP/1.1\r\nHost: apus\r\nAuthorization: Bearer apus_administrator\r\nContent-Type: application/json\r\n\(headers)\r\n"
    }
}

extension TestServer {
    func ask(_ method: String, _ target: String, _ body: [UInt8], _ headers: [String: String]) async throws -> Answer {
        try await ask(method, target, body, as: .administrator, headers)
    }

    static func request(_ method: String, _ target: String, _ body: [UInt8], _ headers: [String: String]) -> [UInt8] {
        request(method, target, body, as: .administrator, headers)
    }
}
