import ApusModel
import Foundation
import Testing

@testable import ApusServer

/// The routes of placement, on a server with one host of eight threads.
@Suite struct PlacementRouteTests {
    private static let wish = #"{"name":"web","image":"tiny","instanceType":"small"}"#

    @Test func `a dry run says what a create then keeps, and changes nothing`() async throws {
        try await TestServer.run { server in
            let foretold = try await server.ask("POST", "/api/v1/placement/explain", json: Self.wish)
                .decode(PlacementDecision.self)
            #expect(foretold.host == "node1" && foretold.operation == nil && foretold.fitting == 1)
            #expect(server.core.estate.machines.rows().isEmpty && server.core.estate.operations.rows().isEmpty)
            let operation = try await server.ask("POST", "/api/v1/vms?wait=30", json: Self.wish)
                .decode(ApusModel.Operation.self)
            for ref in [operation.id.uuidString, "\(operation.number)"] {
                let kept = try await server.ask("GET", "/api/v1/placement/decisions/\(ref)")
                    .decode(PlacementDecision.self)
                #expect(kept.operation == operation.id && kept.verdicts == foretold.verdicts)
            }
            let list = try await server.ask("GET", "/api/v1/placement/decisions?limit=5", as: .viewer)
                .decode(PlacementDecisions.self)
            #expect(list.decisions.map(\.vm) == ["web"] && list.algorithm == "worst-fit" && list.shadow == nil)
        }
    }

    @Test func `a dry run that fits nowhere is an answer, a create of it a refusal`() async throws {
        try await TestServer.run { server in
            let huge = #"{"name":"huge","image":"tiny","cpus":64,"memory":268435456}"#
            let decision = try await server.ask("POST", "/api/v1/placement/explain", json: huge)
                .decode(PlacementDecision.self)
            #expect(decision.host == nil && decision.refusals == [.init(rule: "machine-size", hosts: 1)])
            #expect(decision.verdicts.first?.reason == "wants 64 CPUs, the host has 8")
            let refusal = try await server.ask("POST", "/api/v1/vms", json: huge)
            #expect(refusal.status == 507)
            #expect(try refusal.decode(Problem.self).refusals?.map(\.reason) == ["wants 64 CPUs, the host has 8"])
            let list = try await server.ask("GET", "/api/v1/placement/decisions").decode(PlacementDecisions.self)
            #expect(list.decisions.map(\.host) == [nil], "the refused create is told, the dry run is not")
        }
    }

    @Test func `what no create decided is not found, and faults name their place`() async throws {
        try await TestServer.run { server in
            try await server.makeVM("web")
            let stop = try await server.ask("POST", "/api/v1/vms/web/stop?wait=30").decode(ApusModel.Operation.self)
            #expect(try await server.ask("GET", "/api/v1/placement/decisions/\(stop.id)").status == 404)
            #expect(try await server.ask("GET", "/api/v1/placement/decisions/\(UUID())").status == 404)
            for query in ["limit=0", "limit=1001", "limit=x", "other=1"] {
                let status = try await server.ask("GET", "/api/v1/placement/decisions?\(query)").status
                #expect((400...422).contains(status), "\(query): \(status)")
            }
            let faulty = try await server.ask(
                "POST", "/api/v1/placement/explain",
                json: #"{"name":"a","image":"tiny","instanceType":"small","placement":{"algorithm":"best"}}"#)
            #expect(faulty.status == 422)
            #expect(try faulty.decode(Problem.self).errors?.map(\.pointer) == ["/placement/algorithm"])
        }
    }

    @Test func `capacity counts, and tells what becomes of a host's machines`() async throws {
        try await TestServer.run { server in
            try await server.makeVM("web")
            let now = try await server.ask("GET", "/api/v1/capacity", as: .viewer).decode(EstateCapacity.self)
            #expect(now.instanceTypes.map(\.fit) == [31] && now.cpus == .init(capacity: 32, allocated: 1))
            let after = try await server.ask("GET", "/api/v1/capacity?without=node1").decode(EstateCapacity.self)
            #expect(after.hosts == 0 && after.instanceTypes.map(\.fit) == [0])
            #expect(after.without?.machines == [.init(vm: "web", to: nil, reason: "")] && after.without?.homeless == 1)
            #expect(try await server.ask("GET", "/api/v1/capacity?without=nowhere").status == 404)
        }
    }

    @Test func `who may only look may not ask where`() async throws {
        try await TestServer.run { server async throws in
            #expect(
                try await server.ask("POST", "/api/v1/placement/explain", json: Self.wish, as: .viewer).status == 403)
            #expect(try await server.ask("POST", "/api/v1/placement/explain", json: Self.wish, as: .user).status == 200)
            #expect(try await server.ask("GET", "/api/v1/placement/decisions", as: .viewer).status == 200)
            #expect(try await server.ask("GET", "/api/v1/capacity", nil, as: nil).status == 401)
        }
    }
}
