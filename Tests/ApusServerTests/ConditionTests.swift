import ApusCore
import ApusModel
import Foundation
import Testing

@Suite struct ConditionTests {
    @Test func `an unchanged resource is 304 to whoever has it`() async throws {
        try await TestServer.run { server in
            let tag = try #require(try await server.ask("GET", "/api/v1/images/tiny")["ETag"])
            for known in [tag, "W/\(tag)", "\"x,y\", \(tag)", "*"] {
                let answer = try await server.ask("GET", "/api/v1/images/tiny", as: .viewer, ["If-None-Match": known])
                #expect(answer.status == 304, "\(known)")
                #expect(answer["ETag"] == tag)
            }
            for unknown in ["\"other\"", "garbage", tag.replacingOccurrences(of: "\"", with: "")] {
                let answer = try await server.ask("GET", "/api/v1/images/tiny", as: .viewer, ["If-None-Match": unknown])
                #expect(answer.status == 200, "\(unknown)")
            }
        }
    }

    @Test func `a change under If-Match happens only to the version that was read`() async throws {
        try await TestServer.run { server in
            try await server.makeVM("web", start: false)
            for path in ["/api/v1/images/tiny", "/api/v1/vms/web"] {
                let tag = try #require(try await server.ask("GET", path)["ETag"])
                for (given, status) in [
                    ("\"stale\"", 412), ("W/\(tag)", 412), ("\"a,b\"", 412), ("garbage", 400), ("\"open", 400),
                    ("\"a\" \"b\"", 400),
                ] {
                    let answer = try await server.ask("DELETE", path, as: .administrator, ["If-Match": given])
                    #expect(answer.status == status, "\(path) \(given): \(answer.text)")
                }
            }
            let start = try await server.ask("POST", "/api/v1/vms/web/start", as: .user, ["If-Match": "\"stale\""])
            #expect(start.status == 412)
            let tag = try #require(try await server.ask("GET", "/api/v1/images/tiny")["ETag"])
            let held = ["If-Match": "\"x\", \(tag)"]
            #expect(try await server.ask("DELETE", "/api/v1/images/tiny?force=true", as: .operator, held).status == 204)
        }
    }
}

@Suite struct IdempotencyTests {
    static let body = #"{"name":"web","image":"tiny","instanceType":"small","start":false}"#

    @Test func `a retried request gets the operation of the first, whatever became of its target`() async throws {
        try await TestServer.run { server in
            let create = try await server.ask(
                "POST", "/api/v1/vms?wait=20", json: Self.body, as: .user, ["Idempotency-Key": "a"])
            let again = try await server.ask(
                "POST", "/api/v1/vms", json: Self.body, as: .user, ["Idempotency-Key": "a"])
            #expect(again.status == 202)
            #expect(try again.decode(ApusModel.Operation.self).id == create.decode(ApusModel.Operation.self).id)
            for (method, path) in [("POST", "/api/v1/vms/web/start"), ("DELETE", "/api/v1/vms/web")] {
                let tag = try #require(try await server.ask("GET", "/api/v1/vms/web")["ETag"])
                let headers = ["Idempotency-Key": path, "If-Match": tag]
                let first = try await server.ask(method, path + "?wait=20", as: .user, headers)
                #expect(first.status == 200, "\(first.text)")
                let second = try await server.ask(method, path, as: .user, headers)
                #expect(
                    try second.decode(ApusModel.Operation.self).id == first.decode(ApusModel.Operation.self).id,
                    "\(second.text)")
            }
        }
    }

    @Test func `a key belongs to one request of one person`() async throws {
        try await TestServer.run { server in
            let other = Self.body.replacingOccurrences(of: "web", with: "db")
            let first = try await server.ask(
                "POST", "/api/v1/vms?wait=20", json: Self.body, as: .user, ["Idempotency-Key": "k"])
            #expect(first.status == 200)
            let reused = try await server.ask("POST", "/api/v1/vms", json: other, as: .user, ["Idempotency-Key": "k"])
            #expect(reused.status == 422)
            #expect(reused.code == "idempotency-key-reused")
            let verb = try await server.ask("POST", "/api/v1/vms/web/start", as: .user, ["Idempotency-Key": "k"])
            #expect(verb.code == "idempotency-key-reused", "\(verb.text)")
            let independent = try await server.ask(
                "POST", "/api/v1/vms", json: other, as: .operator, ["Idempotency-Key": "k"])
            #expect(independent.status == 202)
        }
    }

    @Test(arguments: ["", String(repeating: "k", count: 1024), "a b", "grün"])
    func `a key is 1 to 255 visible characters`(_ key: String) async throws {
        try await TestServer.run { server in
            let answer = try await server.ask(
                "POST", "/api/v1/vms", json: Self.body, as: .user, ["Idempotency-Key": key])
            #expect(answer.status == 400)
            #expect(server.core.estate.operations.count == 0)
        }
    }
}
