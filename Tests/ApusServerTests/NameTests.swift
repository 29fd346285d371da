import Foundation
import Testing

@testable import ApusServer
@testable import Schema

/// Names in the bodies and paths of all routes.
@Suite(.timeLimit(.minutes(2))) struct NameTests {
    /// What no name of anything may be.
    static let bad = [
        "", "-x", "--help", ".", "..", ".x", "a/b", "../a", "a;b", "$(x)", "`x`", "a b", "a\u{0}b", "a\nb",
        "a\u{1b}[31m", "a\u{202e}b",
        "a\u{200b}b", "e\u{301}", "\u{e9}", "\u{1F600}", "x</name><memory>", "a\"b", "a'b", "a&b",
        String(repeating: "a", count: 300),
    ]

    @Test func `a name keeps its grammar in every body`() async throws {
        try await TestServer.run { server in
            var count = 0
            for route in server.server.routes(HTTPMetrics()) {
                guard let field = route.body?.schema.fields.first(where: { $0.name == "name" }) else { continue }
                for name in Self.bad {
                    let body = JSONValue.object(JSONObject([(field.name, .string(name))])).text()
                    let answer = try await server.ask(route.method.rawValue, BodyFuzzTests.path(of: route), json: body)
                    // A NUL never comes through the reader of JSON.
                    let isRefused =
                        name.contains("\0") ? answer.status == 400 : answer.faults["/name"] == "name/grammar"
                    #expect(isRefused, "\(route.path) \(body.prefix(80)): \(answer.text.prefix(300))")
                    count += 1
                }
            }
            #expect(count > 8 * Self.bad.count)
        }
    }

    @Test func `a part of a path that is no name is refused as plainly, and never a bug`() async throws {
        try await TestServer.run { server in
            try await server.makeVM("web", start: false)
            let routes = server.server.routes(HTTPMetrics()).filter {
                $0.path.contains("{") && !$0.path.hasPrefix("/docs")
            }
            for route in routes {
                for name in Self.bad {
                    let odd = name.addingPercentEncoding(withAllowedCharacters: .alphanumerics) ?? ""
                    let path = BodyFuzzTests.path(of: route, last: odd)
                    let answer = try await server.ask(route.method.rawValue, path, json: "{}")
                    #expect((400..<500).contains(answer.status), "\(route.method) \(path): \(answer.text.prefix(300))")
                    #expect(answer["Content-Type"] == "application/problem+json")
                }
            }
            #expect(!server.log.text.contains("A request failed unexpectedly"), "\(server.log.text.prefix(2000))")
        }
    }

    @Test func `user data are limited in length before they are looked at`() async throws {
        try await TestServer.run(maxBody: 2 << 20) { server in
            let text = "#!/bin/sh\\n" + String(repeating: "x", count: 600_000)
            let answer = try await server.ask("POST", "/api/v1/vms", json: FieldTests.vm("\"userData\":\"\(text)\""))
            #expect(answer.status == 422 && answer.faults["/userData"] == "length")
        }
    }
}
