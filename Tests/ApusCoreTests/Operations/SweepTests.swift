import ApusModel
import ApusTesting
import Foundation
import Testing

@testable import ApusCore

@Suite(.timeLimit(.minutes(1))) struct SweepTests {
    @Test func `what a failed create left appears later and is taken away, and nothing else`() async throws {
        let host = FakeHost()
        let foreign = host.settle(.sample(name: "foreign"), .running, managed: false)
        let stage = try await Stage([host])
        try await stage.create(stage.request("kept"))
        host.onCall { if $0 == "define" { throw DriverError(.refused, "no") } }
        let failed = try await stage.create(stage.request("lost"))
        #expect(failed.state == .failed)
        host.onCall { _ in }
        host.world.volumes["apus/data.qcow2"] = "somebody's"
        let wanted = host.world
        // The calls of the dead operation come to their end only now.
        let id = failed.target.id
        host.settle(.sample(id: id, name: "lost", operation: failed.id), .running)
        host.relist()
        #expect(await eventually { host.world == wanted })
        #expect(host.world.machines[foreign]?.state == .running)
        #expect(await eventually { stage.estate.machines.rows().map(\.name).sorted() == ["foreign", "kept"] })
    }

    @Test func `a machine that another operation owns stays, even under the id of a failed create`() async throws {
        let host = FakeHost()
        let stage = try await Stage([host])
        host.onCall { if $0 == "define" { throw DriverError(.refused, "no") } }
        let failed = try await stage.create(stage.request("lost"))
        host.onCall { _ in }
        var other = MachineDefinition.sample(id: failed.target.id, name: "other", operation: UUID())
        other.ownership.volumes = []
        host.settle(other, .running)
        host.relist()
        #expect(await eventually { host.calls.last == "volumes" })
        #expect(host.world.machines[other.id]?.state == .running)
    }
}
