import ApusCore
import Foundation
import HTTPTypes
import Testing

@testable import ApusServer

@Suite struct OriginTests {
    /// What is wrong with a request, and what every route must answer to it.
    static let approaches: [(name: String, headers: [String: String], safe: Bool)] = [
        ("a cookie without Origin", ["Host": "localhost:8080"], true),
        ("a foreign Origin", ["Host": "localhost:8080", "Origin": "http://evil.example"], false),
        ("another port's Origin", ["Host": "localhost:8080", "Origin": "http://localhost:3000"], false),
        ("another scheme's Origin", ["Host": "localhost:8080", "Origin": "https://localhost:8080"], false),
        ("Origin null", ["Host": "localhost:8080", "Origin": "null"], false),
        ("an empty Origin", ["Host": "localhost:8080", "Origin": ""], false),
        ("a longer Origin", ["Host": "localhost:8080", "Origin": "http://localhost:8080.evil.example"], false),
        ("a name pointed here", ["Host": "evil.example:8080", "Origin": "http://evil.example:8080"], false),
        ("a name pointed here, without Origin", ["Host": "evil.example:8080"], false),
    ]

    @Test func `every route refuses a cookie from anywhere but the server's own page`() async throws {
        try await TestServer.run(docs: "/nonexistent") { server async throws in
            let cookie = try await server.signIn()
            let routes = server.server.routes(HTTPMetrics()).filter { $0.policy != .open }
            #expect(routes.count > 100)
            for route in routes {
                let path = route.path.replacing(/\{[a-z]+\}/, with: "none")
                // What a socket carries may change something.
                let isSafe = route.method == .get && route.socket == nil
                let method = route.method == .get ? "HEAD" : route.method.rawValue
                #expect(try await server.ask(method, path, nil, as: nil).status == 401, "\(route.path)")
                for (name, headers, passesSafe) in Self.approaches {
                    let answer = try await server.browse(method, path, cookie, headers)
                    let isRefused = answer.status == 403
                    #expect(isRefused != (isSafe && passesSafe), "\(method) \(route.path): \(name): \(answer.status)")
                }
            }
            #expect(try await server.browse("GET", "/api/v1/session", cookie).status == 200, "nothing ended it")
        }
    }

    @Test func `every route lets the server's own page in`() async throws {
        try await TestServer.run(docs: "/nonexistent") { server async throws in
            let cookie = try await server.signIn()
            for route in server.server.routes(HTTPMetrics()) where route.name != "sign-out" {
                let method = route.method == .get ? "HEAD" : route.method.rawValue
                let path = route.path.replacing(/\{[a-z]+\}/, with: "none")
                let status = try await server.browse(method, path, cookie).status
                #expect(status != 401 && status != 403, "\(method) \(route.path): \(status)")
            }
        }
    }

    @Test(arguments: ["http://evil.example", "null", "http://localhost:3000"])
    func `no foreign page signs anybody in`(_ origin: String) async throws {
        try await TestServer.run { server async throws in
            let answer = try await server.ask(
                "POST", "/api/v1/session", json: "{\"token\":\"apus_viewer\"}", as: nil,
                ["Host": "localhost:8080", "Origin": origin])
            #expect(answer.status == 403 && answer["Set-Cookie"] == nil)
            let form = try await server.ask(
                "POST", "/api/v1/session", Array("token=apus_viewer".utf8), as: nil,
                ["Content-Type": "application/x-www-form-urlencoded"])
            #expect(form.status == 415, "what plain forms can send")
        }
    }

    @Test func `with an origin configured that one counts, and the cookie is for TLS and the prefix`() async throws {
        let rule = OriginRule(origin: "https://apus.example.org")
        try await TestServer.run(access: Access(prefix: "/apus", origins: rule)) { server async throws in
            let own = ["Host": "apus.example.org", "Origin": "https://apus.example.org"]
            let answer = try await server.ask(
                "POST", "/apus/api/v1/session", json: "{\"token\":\"apus_viewer\"}", as: nil, own)
            #expect(answer.status == 200)
            #expect((answer["Set-Cookie"] ?? "").hasSuffix("; Path=/apus/; HttpOnly; SameSite=Strict; Secure"))
            let cookie = String((answer["Set-Cookie"] ?? "").prefix { $0 != ";" })
            #expect(try await server.browse("GET", "/api/v1/session", cookie, own).status == 200, "prefix cut off")
            #expect(try await server.browse("DELETE", "/api/v1/session", cookie).status == 403, "not loopback's own")
            var direct = own
            direct["Host"] = "127.0.0.1:8080"
            #expect(try await server.browse("DELETE", "/api/v1/session", cookie, direct).status == 204)
        }
    }

    @Test func `which names are the server's own`() {
        let local = OriginRule()
        for name in ["localhost", "localhost:1", "127.0.0.1:8080", "127.9.9.9", "[::1]:8080", "LOCALHOST:8080"] {
            #expect(local.isKnown(authority: name), "\(name)")
        }
        for name in ["127.0.0.1.evil.example", "localhost.evil.example", "10.0.0.1", "x@localhost", "evil#localhost"] {
            #expect(!local.isKnown(authority: name), "\(name)")
        }
        #expect(!local.isKnown(authority: nil))
        #expect(OriginRule(address: "10.0.0.1").isKnown(authority: "10.0.0.1:8080"))
        let all = OriginRule(address: "0.0.0.0")
        #expect(all.isKnown(authority: "10.0.0.1:8080") && !all.isKnown(authority: "apus.example"))
        #expect(!OriginRule(origin: "https://a.example").isOwn(origin: "http://localhost", authority: "localhost"))
    }

    @Test func `only a proxy of this machine says who is behind it`() {
        var headers = HTTPFields()
        headers[.init("X-Forwarded-For") ?? .origin] = "1.1.1.1, 10.0.0.9"
        let proxied = OriginRule(origin: "https://a.example")
        #expect(proxied.peer("127.0.0.1", headers) == "10.0.0.9")
        #expect(proxied.peer("10.0.0.1", headers) == "10.0.0.1")
        #expect(OriginRule().peer("127.0.0.1", headers) == "127.0.0.1")
    }

    @Test func `the limit forgets, and remembers no more than it may`() throws {
        let clock = HandClock()
        let limit = GuessLimit(time: clock.time)
        for _ in 0..<GuessLimit.tries { limit.note("2001:db8:0:1::1") }
        #expect(throws: (any Error).self) { try limit.check("2001:db8:0:1:ffff::2") }
        try limit.check("2001:db8:0:2::1")
        try limit.check("")
        clock.advance(61)
        try limit.check("2001:db8:0:1::1")
        for number in 0..<10_000 { limit.note("10.0.\(number / 256).\(number % 256)") }
        #expect(limit.remembered <= GuessLimit.capacity)
    }
}
