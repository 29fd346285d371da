import ApusCore
import ApusModel
import Foundation
import Testing

@testable import LibvirtDriver

@Suite struct MachineTests {
    @Test func `a machine is defined, started, stopped and removed, each as often as one likes`() async throws {
        try await TestNode.with { address in
            try await Watched.with(address) { watched in
                let (machines, sightings) = (try watched.machines, watched.sightings)
                let machine = Samples.machine()
                for _ in 1...2 { try await machines.define(machine) }
                #expect(await sightings.until { $0.machines[machine.id]?.state == .off })
                for _ in 1...2 { try await machines.start(machine.id) }
                #expect(await sightings.until { $0.machines[machine.id]?.state == .running })
                for _ in 1...2 { try await machines.powerOff(machine.id) }
                #expect(try await machines.read(machine.id)?.state == .off)
                for _ in 1...2 { try await machines.remove(machine.id) }
                #expect(await sightings.until { $0.machines[machine.id] == nil })
                #expect(try await machines.read(machine.id) == nil)
            }
        }
    }

    @Test func `what Apus knows of a machine is read back from its metadata`() async throws {
        try await TestNode.with { address in
            try await Watched.with(address) { watched in
                let machine = Samples.machine()
                try await watched.machines.define(machine)
                let row = try #require(try await watched.machines.read(machine.id))
                #expect(row.managed)
                #expect(row.image == machine.ownership.image)
                #expect(row.instanceType == machine.ownership.instanceType)
                #expect(row.createdBy == machine.ownership.createdBy)
                #expect(row.createdAt == machine.ownership.createdAt)
                #expect(row.volumes == machine.ownership.volumes)
                #expect(row.description == machine.description)
                #expect(try await watched.machines.owner(of: machine.id) == machine.ownership.operation)
                #expect(try await watched.machines.owner(of: TestNode.alpha) == nil)
                #expect(try await watched.machines.owner(of: UUID()) == nil)
            }
        }
    }

    @Test func `a guest is asked to shut down, and one that is off is left alone`() async throws {
        try await TestNode.with { address in
            try await Watched.with(address) { watched in
                try await watched.machines.requestShutdown(TestNode.alpha)
                #expect(try await watched.machines.read(TestNode.alpha)?.state == .off)
                try await watched.machines.requestShutdown(TestNode.alpha)
            }
        }
    }

    @Test func `a saved machine is shown as saved and removed with what was saved`() async throws {
        try await TestNode.with { address in
            try await Watched.with(address) { watched in
                try await watched.lanes.changes.perform("save") { try $0.domain(TestNode.alpha).managedSave() }
                #expect(await watched.sightings.until { $0.machines[TestNode.alpha]?.state == .saved })
                try await watched.machines.remove(TestNode.alpha)
                #expect(try await watched.machines.read(TestNode.alpha) == nil)
            }
        }
    }

    @Test func `a name that is taken is told as a conflict, an absent machine as not found`() async throws {
        try await TestNode.with { address in
            try await Watched.with(address) { watched in
                let error = await #expect(throws: DriverError.self) {
                    try await watched.machines.define(Samples.machine("alpha"))
                }
                #expect(error?.code == .exists)
                let absent = await #expect(throws: DriverError.self) { try await watched.machines.start(UUID()) }
                #expect(absent?.code == .notFound)
                try await watched.machines.powerOff(UUID())
                try await watched.machines.remove(UUID())
            }
        }
    }

    @Test func `calls after the end fail as unreachable`() async throws {
        try await TestNode.with { address in
            try await Watched.with(address) { watched in
                let machines = try watched.machines
                await watched.provider.close()
                let error = await #expect(throws: DriverError.self) { try await machines.start(TestNode.alpha) }
                #expect(error?.code == .unreachable)
            }
        }
    }
}
