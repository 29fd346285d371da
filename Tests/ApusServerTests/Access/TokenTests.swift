import ApusCore
import ApusModel
import Foundation
import Testing

@testable import ApusServer

@Suite struct TokenTests {
    private func create(_ server: TestServer, _ body: String) async throws -> Answer {
        try await server.ask("POST", "/api/v1/tokens", json: body)
    }

    @Test func `a token is made, told once, listed without its secret, and works with its role`() async throws {
        try await TestServer.run { server async throws in
            let answer = try await create(server, "{\"name\":\"ada\",\"role\":\"operator\"}")
            #expect(answer.status == 201)
            let token = try answer.decode(CreatedToken.self)
            #expect(answer["Location"] == "/api/v1/tokens/\(token.id.uuidString.lowercased())")
            #expect(token.secret.wholeMatch(of: /apus_[0-9a-f]{64}/) != nil)
            let list = try await server.ask("GET", "/api/v1/tokens")
            #expect(!list.text.contains(token.secret) && !list.text.contains(ApusServer.Gate.hash(token.secret)))
            let names = try list.decode(TokenList.self).items.map(\.name)
            #expect(names == ["ada", "administrator", "operator", "user", "viewer"])
            let own = ["Authorization": "Bearer \(token.secret)"]
            #expect(
                try await server.ask("GET", "/api/v1/session", nil, as: nil, own).decode(SignedIn.self).name == "ada")
            #expect(try await server.ask("GET", "/api/v1/tokens", nil, as: nil, own).status == 403)
            #expect(!server.log.text.contains(token.secret))
        }
    }

    @Test func `a name is there once, a role and a time to come are asked for`() async throws {
        try await TestServer.run { server async throws in
            #expect(try await create(server, "{\"name\":\"ada\",\"role\":\"viewer\"}").status == 201)
            #expect(try await create(server, "{\"name\":\"ada\",\"role\":\"viewer\"}").code == "name-taken")
            #expect(try await create(server, "{\"name\":\"bob\"}").faults.keys.contains("/role"))
            #expect(try await create(server, "{\"name\":\"bob\",\"role\":\"root\"}").faults.keys.contains("/role"))
            #expect(try await create(server, "{\"name\":\"B b\",\"role\":\"user\"}").faults["/name"] == "name/grammar")
            let past = "{\"name\":\"bob\",\"role\":\"user\",\"expires\":\"2020-01-01T00:00:00Z\"}"
            #expect(try await create(server, past).faults["/expires"] == "past")
        }
    }

    @Test func `a deleted token opens nothing any more, and its sessions are gone`() async throws {
        try await TestServer.run { server async throws in
            let cookie = try await server.signIn(.operator)
            let (ended, end) = AsyncStream.makeStream(of: Void.self)
            let admission = try #require(
                server.server.gate.session(String(cookie.dropFirst("apus_session=".count))))
            let watch = server.server.gate.onEnd(of: admission) { end.finish() }
            #expect(try await server.ask("DELETE", "/api/v1/tokens/operator").status == 204)
            for await _ in ended {}
            watch.cancel()
            #expect(!server.server.gate.holds(admission))
            #expect(try await server.ask("GET", "/api/v1/vms", nil, as: .operator).status == 401)
            #expect(try await server.browse("GET", "/api/v1/vms", cookie).status == 401)
            #expect(try await server.ask("DELETE", "/api/v1/tokens/operator").status == 404)
        }
    }

    @Test func `the last administrator that stays cannot be deleted`() async throws {
        try await TestServer.run { server async throws in
            let passing = "{\"name\":\"guest\",\"role\":\"administrator\",\"expires\":\"2100-01-01T00:00:00Z\"}"
            #expect(try await create(server, passing).status == 201)
            let refused = try await server.ask("DELETE", "/api/v1/tokens/administrator")
            #expect(refused.status == 409 && refused.code == "conflict")
            #expect(try await server.ask("GET", "/api/v1/tokens").status == 200)
            #expect(try await create(server, "{\"name\":\"next\",\"role\":\"administrator\"}").status == 201)
            #expect(try await server.ask("DELETE", "/api/v1/tokens/guest").status == 204)
            #expect(try await server.ask("DELETE", "/api/v1/tokens/administrator").status == 204)
            #expect(try await server.ask("GET", "/api/v1/tokens").status == 401)
        }
    }

    @Test func `an expired token is none, and its sessions end with it`() async throws {
        let clock = HandClock()
        try await TestServer.run(access: Access(time: clock.time)) { server async throws in
            let expires = Timestamp.text(of: HandClock.start.addingTimeInterval(100))
            let body = "{\"name\":\"ada\",\"role\":\"user\",\"expires\":\"\(expires)\"}"
            let secret = try await create(server, body).decode(CreatedToken.self).secret
            let signed = try await server.ask(
                "POST", "/api/v1/session", json: "{\"token\":\"\(secret)\"}", as: nil, TestServer.ownOrigin)
            #expect(try signed.decode(SignedIn.self).expires == HandClock.start.addingTimeInterval(100))
            let cookie = String((signed["Set-Cookie"] ?? "").prefix { $0 != ";" })
            #expect(try await server.browse("GET", "/api/v1/vms", cookie).status == 200)
            clock.advance(100)
            #expect(try await server.browse("GET", "/api/v1/vms", cookie).status == 401)
            let own = ["Authorization": "Bearer \(secret)"]
            #expect(try await server.ask("GET", "/api/v1/vms", nil, as: nil, own).status == 401)
        }
    }

    @Test func `a token whose deletion cannot be written works on`() async throws {
        struct Broken: TokenStore {
            func tokens() async throws -> [StoredToken] { [] }
            func add(_ token: StoredToken) async throws {}
            func removeToken(_ id: UUID) async throws { throw Problem(.storeFull, "full") }
        }
        let token = StoredToken(
            id: UUID(), name: "ada", hash: ApusServer.Gate.hash("secret"), role: .viewer, createdAt: Date())
        let gate = ApusServer.Gate([token], store: Broken())
        await #expect(throws: Problem.self) { try await gate.deleteToken("ada") }
        #expect(gate.token(of: "secret") == token)
    }
}
