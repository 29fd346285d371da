import ApusCore
import ApusModel
import ApusTesting
import Foundation
import Testing

@Suite struct OperationTests {
    static let body = #"{"name":"web","image":"tiny","instanceType":"small"}"#

    @Test func `a change is accepted at once, and waited for where asked`() async throws {
        try await TestServer.run { server in
            let gate = ApusTesting.Gate()
            server.host.onCall { if $0 == "createDisk" { try await gate.wait() } }
            let accepted = try await server.ask("POST", "/api/v1/vms", json: Self.body, as: .user)
            #expect(accepted.status == 202)
            let operation = try accepted.decode(ApusModel.Operation.self)
            let path = "/api/v1/operations/\(operation.id.uuidString.lowercased())"
            #expect(accepted["Location"] == path)
            #expect(
                try await server.ask("GET", path, nil, as: .viewer).decode(ApusModel.Operation.self).state.isSettled
                    == false)
            let late = try await server.ask("GET", "/api/v1/vms/web", nil, as: .viewer).decode(VirtualMachine.self)
            #expect(late.operation == operation.id)
            #expect(late.state == .starting)
            async let waiting = server.ask("GET", path + "?wait=20", nil, as: .viewer)
            gate.open()
            #expect(try await waiting.decode(ApusModel.Operation.self).state == .succeeded)
            #expect(try await server.ask("GET", "/api/v1/operations/\(operation.number)").status == 200)
        }
    }

    @Test func `a wait that is over answers 202 with the operation as it is`() async throws {
        try await TestServer.run { server in
            let gate = ApusTesting.Gate()
            server.host.onCall { if $0 == "createDisk" { try await gate.wait() } }
            let answer = try await server.ask("POST", "/api/v1/vms?wait=1", json: Self.body, as: .user)
            #expect(answer.status == 202)
            gate.open()
        }
    }

    @Test func `an operation that fails after it was accepted is a 200 with its problem`() async throws {
        try await TestServer.run { server in
            server.host.onCall { if $0 == "createDisk" { throw DriverError(.full, "no space in the pool") } }
            let answer = try await server.ask("POST", "/api/v1/vms?wait=20", json: Self.body, as: .user)
            #expect(answer.status == 200)
            let operation = try answer.decode(ApusModel.Operation.self)
            #expect(operation.state == .failed)
            #expect(operation.error?.code == "pool-full")
            #expect(try await server.ask("GET", "/api/v1/vms/web").status == 404)
        }
    }

    @Test func `a running operation is cancelled, a settled one is not`() async throws {
        try await TestServer.run { server in
            let gate = ApusTesting.Gate()
            server.host.onCall { if $0 == "createDisk" { try await gate.wait() } }
            let operation = try await server.ask("POST", "/api/v1/vms", json: Self.body, as: .user).decode(
                ApusModel.Operation.self)
            _ = await eventually { gate.arrivals > 0 }
            let path = "/api/v1/operations/\(operation.id)"
            let cancelled = try await server.ask("DELETE", path + "?wait=20", nil, as: .user)
            #expect(cancelled.status == 200, "\(cancelled.text)")
            #expect(try cancelled.decode(ApusModel.Operation.self).state == .cancelled)
            let again = try await server.ask("DELETE", path, nil, as: .user)
            #expect(again.status == 409)
            #expect(again.code == "invalid-state")
            #expect(try await server.ask("POST", path + "/retry", nil, as: .operator).code == "invalid-state")
        }
    }

    @Test func `a stuck operation is driven again when an operator asks`() async throws {
        try await TestServer.run { server in
            var stuck = ApusModel.Operation(
                id: UUID(), kind: "vm.delete", target: .init(kind: "vm", id: UUID(), name: "web"), host: nil,
                actor: "ada",
                createdAt: Date())
            stuck.state = .stuck
            server.core.estate.operations.upsert([stuck])
            let path = "/api/v1/operations/\(stuck.id)/retry"
            #expect(try await server.ask("POST", path, nil, as: .user).status == 403)
            let answer = try await server.ask("POST", path, nil, as: .operator)
            #expect(answer.status == 202)
            #expect(try answer.decode(ApusModel.Operation.self).state == .running)
        }
    }

    @Test func `two changes of one machine do not run together`() async throws {
        try await TestServer.run { server in
            let gate = ApusTesting.Gate()
            try await server.makeVM("web")
            server.host.onCall { if $0 == "remove" { try await gate.wait() } }
            let first = try await server.ask("DELETE", "/api/v1/vms/web", nil, as: .user).decode(
                ApusModel.Operation.self)
            let second = try await server.ask("POST", "/api/v1/vms/web/stop", nil, as: .user)
            #expect(second.status == 409)
            #expect(second.problem?.operation == first.id)
            gate.open()
        }
    }

    @Test func `starting what runs is refused, stopping what is off succeeds`() async throws {
        try await TestServer.run { server in
            try await server.makeVM("web")
            #expect(try await server.ask("POST", "/api/v1/vms/web/start", nil, as: .user).code == "invalid-state")
            for body in [nil, "{}", #"{"graceSeconds":0}"#] {
                let headers = body == nil ? [:] : ["Content-Type": "application/json"]
                let bytes = body.map { Array($0.utf8) }
                let answer = try await server.ask("POST", "/api/v1/vms/web/stop?wait=20", bytes, as: .user, headers)
                #expect(try answer.decode(ApusModel.Operation.self).state == .succeeded)
            }
            let plan = try await server.ask("DELETE", "/api/v1/vms/web?dryRun=true", nil, as: .user)
            #expect(try plan.decode(DeletionPlan.self).deletes.count == 2)
            #expect(try await server.ask("GET", "/api/v1/vms/web").status == 200)
        }
    }

    @Test func `what fits on no host is 507 with the reason of each`() async throws {
        try await TestServer.run { server in
            let body = #"{"name":"web","image":"tiny","cpus":1,"memory":1099511627776}"#
            let answer = try await server.ask("POST", "/api/v1/vms", json: body, as: .user)
            #expect(answer.status == 507)
            #expect(answer.problem?.refusals?.count == 1)
        }
    }

    @Test func `a dead host leaves the server ready, and its machines refuse changes in words`() async throws {
        try await TestServer.run { server in
            try await server.makeVM("web")
            server.host.goSilent()
            #expect(await eventually { server.core.estate.machines.rows().first?.staleSince != nil })
            let ready = try await server.ask("GET", "/readyz", nil, as: nil)
            #expect(ready.status == 200)
            let health = try ready.decode(Health.self)
            #expect(health.ready)
            #expect(health.unreachable == ["1 of 1 providers do not answer"])
            let answer = try await server.ask("POST", "/api/v1/vms/web/stop", nil, as: .user)
            #expect(answer.status == 503)
            #expect(answer["Retry-After"] == "10")
            #expect(try await server.ask("GET", "/api/v1/vms/web").status == 200)
            #expect(try await server.ask("GET", "/api/v1/hosts/node1/doctor").status == 200)
        }
    }
}
