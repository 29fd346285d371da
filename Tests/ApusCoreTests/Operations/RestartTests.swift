import ApusModel
import ApusTesting
import Foundation
import Testing
import Workflow

@testable import ApusCore

@Suite(.timeLimit(.minutes(1))) struct RestartTests {
    static let createPoints = CreateVirtualMachineWorkflow.stepNames.flatMap { step in
        [Conduct.Point.Moment.before, .acted, .after].map {
            Conduct.Point(kind: CreateVirtualMachineWorkflow.kind, step: step, moment: $0)
        }
    }

    @Test(arguments: createPoints) func `a create that the server left in the middle is done after the next start`(
        _ point: Conduct.Point
    ) async throws {
        let (host, store, gate) = (FakeHost(), MemoryStore(), Gate())
        let before = try await Stage([host], store: store, probe: { if $0 == point { try await gate.wait() } })
        let operation = try await before.plane.machines.create(before.request(), .tester)
        #expect(await eventually { gate.arrivals == 1 })
        await stopped(before)
        let after = try await Stage([host], store: store)
        #expect(try await after.settle(operation).state == .succeeded)
        #expect(host.world.machines.count == 1 && host.world.volumes.count == 2)
        #expect(try after.vm("web1").state == .running)
        #expect(await store.locks == [])
        #expect(try await store.claims().claims == [])
    }

    @Test func `an operation that the server left waits until its host answers`() async throws {
        let (host, store, gate) = (FakeHost(), MemoryStore(), Gate())
        let before = try await Stage([host], store: store)
        host.onCall { if $0 == "define" { try await gate.wait() } }
        let operation = try await before.plane.machines.create(before.request(), .tester)
        #expect(await eventually { gate.arrivals == 1 })
        await stopped(before)
        host.onCall { _ in }
        host.goSilent()
        let after = try await Stage([host], store: store, start: false)
        #expect(try after.vm("web1").state == .starting, "shown before the socket opens")
        #expect(after.estate.operations.row(operation.id)?.state == .running)
        await after.plane.start()
        #expect(await eventually { after.estate.providers.rows().first?.state == .unreachable })
        #expect(after.estate.operations.row(operation.id)?.state == .running)
        host.comeBack()
        #expect(try await after.settle(operation).state == .succeeded)
    }

    @Test func `a cancel that was asked for before the server died is kept`() async throws {
        let (host, store, gate) = (FakeHost(), MemoryStore(), Gate())
        let before = try await Stage(
            [host], store: store, probe: { if $0.step == "disk", $0.moment == .acted { try await gate.wait() } })
        let operation = try await before.plane.machines.create(before.request(), .tester)
        #expect(await eventually { gate.arrivals == 1 })
        await store.fail(with: Problem(.busy, "dead"))
        await stopped(before)
        await store.fail(with: nil)
        var asked = try #require(try await store.stored(operation.id)).operation
        asked.cancelRequested = true
        try await store.update(asked)
        let after = try await Stage([host], store: store)
        #expect(try await after.settle(operation).state == .cancelled)
        #expect(host.world == FakeHost.World(), "the disk that was made but not recorded is gone")
    }

    @Test func `a stuck operation is still stuck and still locks after a restart`() async throws {
        let (host, store) = (FakeHost(), MemoryStore())
        let before = try await Stage([host], store: store)
        try await before.create(before.request())
        host.onCall { if $0 == "deleteVolume" { throw DriverError(.refused, "no") } }
        let operation = try await before.plane.machines.delete(try before.vm("web1"), .tester)
        #expect(try await before.settle(operation).state == .stuck)
        await stopped(before)
        host.onCall { _ in }
        let after = try await Stage([host], store: store)
        #expect(after.estate.operations.row(operation.id)?.state == .stuck)
        #expect(await store.locks.count == 1)
        _ = try await after.plane.operations.retry(operation.id)
        #expect(try await after.settle(operation).state == .succeeded)
    }

    @Test func `the history is there after a restart`() async throws {
        let (host, store) = (FakeHost(), MemoryStore())
        let before = try await Stage([host], store: store)
        let made = try await before.create(before.request())
        await stopped(before)
        let after = try await Stage([host], store: store, start: false)
        #expect(after.estate.operations.row(made.id) == made)
    }

    @Test func `the last rows of a silent host are shown after a restart, as old as they are`() async throws {
        let (host, store) = (FakeHost(), MemoryStore())
        host.settle(.sample(name: "kept"), .running, managed: false)
        let before = try await Stage([host], store: store)
        #expect(await eventually { try await !store.lastRows().isEmpty })
        await stopped(before)
        let after = try await Stage([host], store: store, start: false)
        let vm = try after.vm("kept")
        #expect(vm.state == .running && vm.staleSince != nil)
        #expect(after.estate.hosts.rows().first?.state == .unreachable)
        #expect(after.estate.networks.rows().first?.staleSince != nil)
    }

    @Test func `a machine whose creation failed is not among the last rows`() async throws {
        let (host, store, gate) = (FakeHost(), MemoryStore(), Gate())
        let before = try await Stage([host], store: store)
        host.onCall { if $0 == "define" { try await gate.wait(); throw DriverError(.refused, "no") } }
        let operation = try await before.plane.machines.create(before.request(), .tester)
        #expect(await eventually { gate.arrivals == 1 })
        host.settle(.sample(name: "other"), .running, managed: false)
        host.relist()
        #expect(await eventually { try await store.lastRows().first?.machines.contains { $0.name == "other" } == true })
        gate.open()
        _ = try await before.settle(operation)
        await stopped(before)
        let after = try await Stage([host], store: store, start: false)
        #expect(after.estate.machines.rows().map(\.name) == ["other"])
    }

    @Test func `last rows keep the state that the host told, not what an operation made of it`() async throws {
        let (host, store, gate) = (FakeHost(), MemoryStore(), Gate())
        host.settle(.sample(name: "web1"), .off)
        let before = try await Stage([host], store: store)
        host.onCall { if $0 == "start" { try await gate.wait() } }
        _ = try await before.plane.machines.start(try before.vm("web1"), .tester)
        #expect(try before.vm("web1").state == .starting)
        host.settle(.sample(name: "other"), .running, managed: false)
        host.relist()
        #expect(await eventually { try await store.lastRows().first?.machines.contains { $0.name == "other" } == true })
        let kept = try await store.lastRows().first?.machines.first { $0.name == "web1" }
        #expect(kept?.state == .off && kept?.operation == nil)
        gate.open()
    }

    @Test func `stopping the server does not wait for a step that hangs, and does not undo it`() async throws {
        let (host, store, gate) = (FakeHost(), MemoryStore(), Gate())
        let stage = try await Stage([host], store: store)
        // Waits on, whoever cancels: a call to a host that cannot be interrupted.
        host.onCall { if $0 == "define" { try await uncancelled { try await gate.wait() } } }
        let operation = try await stage.plane.machines.create(stage.request(), .tester)
        #expect(await eventually { gate.arrivals == 1 })
        await stopped(stage)
        #expect(stage.estate.operations.row(operation.id)?.state == .running)
        #expect(host.world.volumes.count == 2)
        gate.open()
    }

    /// Stops the server, whose limit is over at once.
    private func stopped(_ stage: Stage) async {
        let stop = Task { await stage.plane.stop() }
        #expect(await eventually { stage.clock.waits.contains(ControlPlane.shutdownLimit) })
        stage.clock.advance(by: ControlPlane.shutdownLimit)
        await stop.value
    }
}
