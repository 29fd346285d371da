import ApusCore
import ApusModel
import Foundation
import Testing

@testable import ApusServer

@Suite struct SessionTests {
    @Test func `a token signs a browser in, and the cookie is as good as the token`() async throws {
        try await TestServer.run { server async throws in
            let answer = try await server.ask(
                "POST", "/api/v1/session", json: "{\"token\":\"apus_operator\"}", as: nil, TestServer.ownOrigin)
            #expect(answer.status == 200)
            let shown = try answer.decode(SignedIn.self)
            #expect(shown.name == "operator" && shown.role == .operator)
            #expect((shown.expires ?? .distantPast) > Date().addingTimeInterval(43_000))
            let cookie = answer["Set-Cookie"] ?? ""
            #expect(cookie.wholeMatch(of: /apus_session=[0-9a-f]{64}; Path=\/; HttpOnly; SameSite=Strict/) != nil)
            #expect(answer["Cache-Control"] == "no-store")
            let sent = String(cookie.prefix { $0 != ";" })
            #expect(try await server.browse("GET", "/api/v1/session", sent).decode(SignedIn.self) == shown)
            #expect(try await server.browse("GET", "/api/v1/vms", sent).status == 200)
            #expect(try await server.browse("POST", "/api/v1/tokens", sent, json: "{}").status == 403, "its role")
            let type = "{\"name\":\"tiny\",\"cpus\":1,\"memory\":1048576}"
            #expect(try await server.browse("POST", "/api/v1/instance-types", sent, json: type).status == 201)
        }
    }

    @Test func `signed out, the cookie is worth nothing at once`() async throws {
        try await TestServer.run { server async throws in
            let cookie = try await server.signIn(.viewer)
            let end = try await server.browse("DELETE", "/api/v1/session", cookie)
            #expect(end.status == 204)
            #expect(end["Set-Cookie"] == "apus_session=; Path=/; HttpOnly; SameSite=Strict; Max-Age=0")
            #expect(try await server.browse("GET", "/api/v1/session", cookie).status == 401)
            #expect(try await server.browse("GET", "/api/v1/vms", cookie).status == 401)
            #expect(try await server.ask("GET", "/api/v1/session", nil, as: nil).status == 401)
            #expect(try await server.ask("GET", "/api/v1/session", nil, as: .viewer).status == 200)
            #expect(try await server.ask("DELETE", "/api/v1/session", nil, as: .viewer).status == 409)
        }
    }

    @Test func `after ten wrong tokens of an address no more are tried for a minute`() async throws {
        let clock = HandClock()
        try await TestServer.run(access: Access(time: clock.time)) { server async throws in
            for _ in 0..<10 {
                let answer = try await server.ask(
                    "POST", "/api/v1/session", json: "{\"token\":\"apus_wrong\"}", as: nil)
                #expect(answer.status == 401 && answer["Set-Cookie"] == nil)
            }
            let right = "{\"token\":\"apus_viewer\"}"
            let refused = try await server.ask("POST", "/api/v1/session", json: right, as: nil)
            #expect(refused.status == 429 && refused["Set-Cookie"] == nil)
            #expect(refused["Retry-After"] == "61")
            #expect(try await server.ask("GET", "/api/v1/vms", nil, as: .viewer).status == 200, "tokens work on")
            clock.advance(60)
            #expect(try await server.ask("POST", "/api/v1/session", json: right, as: nil).status == 200)
            #expect(!server.log.text.contains("apus_wrong"))
        }
    }

    @Test func `wrong tokens in headers run into a limit that right ones do not meet`() async throws {
        try await TestServer.run { server async throws in
            let wrong = ["Authorization": "Bearer apus_wrong"]
            for _ in 0..<10 { #expect(try await server.ask("GET", "/api/v1/vms", nil, as: nil, wrong).status == 401) }
            let answer = try await server.ask("GET", "/api/v1/vms", nil, as: nil, wrong)
            #expect(answer.status == 429 && answer["Retry-After"] != nil)
            #expect(try await server.ask("GET", "/api/v1/vms", nil, as: nil).status == 401, "no token is no guess")
            #expect(try await server.ask("GET", "/api/v1/vms", nil, as: .viewer).status == 200)
            _ = try await server.signIn()
        }
    }

    @Test func `a session ends after its idle time, and after its life however much it is used`() async throws {
        let clock = HandClock()
        let rules = ApusServer.Gate.Rules(idle: .seconds(100), life: .seconds(1000))
        try await TestServer.run(access: Access(rules: rules, time: clock.time)) { server async throws in
            let (idle, busy) = (try await server.signIn(), try await server.signIn())
            for _ in 0..<9 {
                clock.advance(99)
                #expect(try await server.browse("GET", "/api/v1/session", busy).status == 200)
            }
            #expect(try await server.browse("GET", "/api/v1/session", idle).status == 401)
            clock.advance(99)
            #expect(try await server.browse("GET", "/api/v1/session", busy).status == 200)
            clock.advance(11)
            #expect(try await server.browse("GET", "/api/v1/session", busy).status == 401)
        }
    }

    @Test func `the session used longest ago makes room`() async throws {
        let clock = HandClock()
        let rules = ApusServer.Gate.Rules(perToken: 2)
        try await TestServer.run(access: Access(rules: rules, time: clock.time)) { server async throws in
            let other = try await server.signIn(.viewer)
            let first = try await server.signIn()
            clock.advance(1)
            let second = try await server.signIn()
            clock.advance(1)
            #expect(try await server.browse("GET", "/api/v1/session", first).status == 200)
            let third = try await server.signIn()
            #expect(try await server.browse("GET", "/api/v1/session", second).status == 401)
            for cookie in [first, third, other] {
                #expect(try await server.browse("GET", "/api/v1/session", cookie).status == 200)
            }
        }
    }

    @Test func `signing in again ends the session before, and no secret is ever used again`() async throws {
        try await TestServer.run { server async throws in
            let planted = "apus_session=" + String(repeating: "a", count: 64)
            let body = "{\"token\":\"apus_viewer\"}"
            let first = try await server.browse("POST", "/api/v1/session", planted, json: body)
            let cookie = String((first["Set-Cookie"] ?? "").prefix { $0 != ";" })
            #expect(cookie != planted)
            let second = try await server.browse("POST", "/api/v1/session", cookie, json: body)
            #expect(second.status == 200 && !(second["Set-Cookie"] ?? cookie).hasPrefix(cookie))
            #expect(try await server.browse("GET", "/api/v1/session", cookie).status == 401)
        }
    }

    @Test func `a token in the header beats the cookie, and two cookies are none`() async throws {
        try await TestServer.run { server async throws in
            let cookie = try await server.signIn(.administrator)
            var headers = TestServer.ownHost
            headers["Cookie"] = cookie
            #expect(try await server.ask("GET", "/api/v1/tokens", nil, as: .viewer, headers).status == 403)
            headers["Authorization"] = "Bearer wrong"
            #expect(try await server.ask("GET", "/api/v1/vms", nil, as: nil, headers).status == 401)
            let two = "apus_session=\(String(repeating: "a", count: 64)); \(cookie)"
            #expect(try await server.browse("GET", "/api/v1/vms", two).status == 401)
            #expect(try await server.browse("GET", "/api/v1/vms", "theme=dark; \(cookie); \(cookie)").status == 200)
        }
    }

    @Test func `the event stream ends with its session`() async throws {
        try await TestServer.run { server async throws in
            let cookie = try await server.signIn(.viewer)
            let request = "GET /api/v1/events HTTP/1.1\r\nHost: localhost:8080\r\nCookie: \(cookie)\r\n\r\n"
            let client = try server.client()
            await client.connection.send(Array(request.utf8))
            let head = await client.take(until: [13, 10, 13, 10]) ?? []
            #expect(String(decoding: head, as: UTF8.self).hasPrefix("HTTP/1.1 200"))
            #expect(await client.take(until: Array(": apus\n\n".utf8)) != nil)
            #expect(try await server.browse("DELETE", "/api/v1/session", cookie).status == 204)
            #expect(await client.take(until: Array("0\r\n\r\n".utf8)) != nil, "the end of the answer")
        }
    }
}
