import ApusModel
import ApusTesting
import Foundation
import Testing

@testable import ApusCore

@Suite(.timeLimit(.minutes(1))) struct MachinePlacementTests {
    @Test func `a machine goes to the freest host`() async throws {
        let busy = FakeHost("node1")
        busy.settle(.sample(name: "other", cpus: 4), .running, managed: false)
        let stage = try await Stage([busy, FakeHost("node2")])
        try await stage.create(stage.request())
        #expect(try stage.vm("web1").hostName == "node2")
    }

    @Test func `a request may fix its host`() async throws {
        let stage = try await Stage([FakeHost("node1"), FakeHost("node2", cpus: 64)])
        var request = stage.request()
        request.host = "node1"
        try await stage.create(request)
        #expect(try stage.vm("web1").hostName == "node1")
    }

    @Test func `no host fits: the answer says why for each`() async throws {
        let silent = FakeHost("node3")
        let stage = try await Stage([FakeHost("node1", cpus: 2), FakeHost("node2", memory: 1 << 30), silent])
        silent.goSilent()
        #expect(await eventually { stage.estate.hosts.row(silent.id)?.state == .unreachable })
        let refusal = await problem {
            try await stage.plane.machines.create(stage.request(cpus: 4, memory: 8 << 30), .tester)
        }
        #expect(refusal?.status == 507)
        let reasons = Dictionary(uniqueKeysWithValues: (refusal?.refusals ?? []).map { ($0.host, $0.reason) })
        #expect(reasons.keys.sorted() == ["node1", "node2", "node3"])
        #expect(reasons["node1"]?.contains("wants 4 CPUs, the host has 2") == true)
        #expect(reasons["node2"]?.contains("1024 MiB are free") == true)
        #expect(reasons["node3"]?.contains("no route to host") == true)
    }

    @Test func `two hundred creates at once never promise more than a host has`() async throws {
        let stage = try await Stage([
            FakeHost("node1", cpus: 64, memory: 64 << 30), FakeHost("node2", cpus: 64, memory: 64 << 30),
        ])
        let outcomes = await withTaskGroup(of: Int.self) { group in
            for number in 0..<200 {
                group.addTask {
                    await problem { try await stage.plane.machines.create(stage.request("vm\(number)"), .tester) }?
                        .status ?? 202
                }
            }
            return await group.reduce(into: [:]) { $0[$1, default: 0] += 1 }
        }
        #expect(outcomes == [202: 128, 507: 72])
        #expect(await eventually { stage.estate.operations.rows().allSatisfy { $0.state == .succeeded } })
        for host in stage.hosts { #expect(host.world.machines.count == 64) }
    }

    @Test func `a host's row counts what is promised to machines in creation`() async throws {
        let stage = try await Stage()
        let gate = Gate()
        stage.host.onCall { if $0 == "createDisk" { try await gate.wait() } }
        let operation = try await stage.plane.machines.create(stage.request(cpus: 3, memory: 1 << 30), .tester)
        let row = try #require(stage.estate.hosts.row(stage.host.id))
        #expect(row.cpusAllocated == 3 && row.memoryAllocated == 1 << 30 && row.vms == ["web1"])
        gate.open()
        #expect(try await stage.settle(operation).state == .succeeded)
        #expect(stage.estate.hosts.row(stage.host.id)?.cpusAllocated == 3)
    }

    @Test func `what a machine may grow to is promised from the beginning`() async throws {
        let stage = try await Stage([FakeHost("node1", memory: 4 << 30)])
        var request = stage.request(memory: 1 << 30)
        request.maximumMemory = 64 << 30
        #expect(await problem { try await stage.create(request) }?.status == 507)
        request.maximumMemory = 3 << 30
        let gate = Gate()
        stage.host.onCall { if $0 == "createDisk" { try await gate.wait() } }
        let operation = try await stage.plane.machines.create(request, .tester)
        #expect(stage.estate.hosts.row(stage.host.id)?.memoryAllocated == 3 << 30)
        #expect(await problem { try await stage.create(stage.request("b", memory: 2 << 30)) }?.status == 507)
        gate.open()
        #expect(try await stage.settle(operation).state == .succeeded)
    }

    @Test func `a failed create gives back what was promised`() async throws {
        let stage = try await Stage([FakeHost("node1", cpus: 2)])
        stage.host.onCall { if $0 == "define" { throw DriverError(.refused, "no") } }
        #expect(try await stage.create(stage.request("a", cpus: 2)).state == .failed)
        #expect(stage.estate.hosts.row(stage.host.id)?.cpusAllocated == 0)
        stage.host.onCall { _ in }
        #expect(try await stage.create(stage.request("b", cpus: 2)).state == .succeeded)
    }
}
