import ApusModel
import ApusTesting
import Foundation
import Testing

@testable import ApusCore

@Suite(.timeLimit(.minutes(1))) struct OperationTests {
    @Test func `a second change of a machine is refused with the running operation's id`() async throws {
        let stage = try await Stage()
        try await stage.create(stage.request())
        let gate = Gate()
        stage.host.onCall { if $0 == "powerOff" { try await gate.wait() } }
        let first = try await stage.plane.machines.stop(try stage.vm("web1"), .init(graceSeconds: 0), .tester)
        let refusal = await problem { try await stage.plane.machines.delete(try stage.vm("web1"), .tester) }
        #expect(refusal?.code == "locked" && refusal?.status == 409 && refusal?.operation == first.id)
        gate.open()
        _ = try await stage.settle(first)
        let second = try await stage.plane.machines.delete(try stage.vm("web1"), .tester)
        #expect(try await stage.settle(second).state == .succeeded)
    }

    @Test func `the same name asked for fifty times at once is made once`() async throws {
        let stage = try await Stage([FakeHost(cpus: 100)])
        let statuses = await withTaskGroup(of: Int.self) { group in
            for _ in 0..<50 {
                group.addTask {
                    await problem { try await stage.plane.machines.create(stage.request(), .tester) }?.status ?? 202
                }
            }
            return await group.reduce(into: [:]) { $0[$1, default: 0] += 1 }
        }
        #expect(statuses == [202: 1, 409: 49])
        #expect(await eventually { stage.estate.operations.rows().allSatisfy { $0.state == .succeeded } })
        #expect(stage.host.world.machines.count == 1)
    }

    @Test func `the same request under the same key is one operation, at once and after its end`() async throws {
        let stage = try await Stage([FakeHost(cpus: 100)])
        let caller = Caller.repeated("key-1", hash: "hash-1")
        let ids = await withTaskGroup(of: UUID?.self) { group in
            for _ in 0..<50 {
                group.addTask { try? await stage.plane.machines.create(stage.request(), caller).id }
            }
            return await group.reduce(into: Set<UUID?>()) { $0.insert($1) }
        }
        #expect(ids.count == 1 && !ids.contains(nil))
        let first = try #require(stage.estate.operations.rows().first)
        let settled = try await stage.settle(first)
        #expect(try await stage.plane.machines.create(stage.request(), caller) == settled)
        #expect(stage.host.world.machines.count == 1)
    }

    @Test func `a key that belongs to another request is refused, for every verb`() async throws {
        let stage = try await Stage()
        let caller = Caller.repeated("key-1", hash: "hash-1")
        let other = Caller.repeated("key-1", hash: "hash-2")
        _ = try await stage.settle(try await stage.plane.machines.create(stage.request(), caller))
        let create = await problem { try await stage.plane.machines.create(stage.request("web2"), other) }
        #expect(create?.code == "idempotency-key-reused" && create?.status == 422)
        let delete = await problem { try await stage.plane.machines.delete(try stage.vm("web1"), other) }
        #expect(delete?.code == "idempotency-key-reused")
    }

    @Test func `a cancelled create leaves nothing`() async throws {
        let stage = try await Stage()
        let gate = Gate()
        stage.host.onCall { if $0 == "define" { try await gate.wait() } }
        let operation = try await stage.plane.machines.create(stage.request(), .tester)
        #expect(await eventually { gate.arrivals == 1 })
        let asked = try await stage.plane.operations.cancel(operation.id)
        #expect(asked.cancelRequested)
        let settled = try await stage.settle(operation)
        #expect(settled.state == .cancelled && settled.error?.code == "cancelled" && !settled.cancellable)
        #expect(stage.host.world == FakeHost.World() && stage.estate.machines.rows().isEmpty)
        #expect(await problem { try await stage.plane.operations.cancel(operation.id) }?.code == "invalid-state")
    }

    @Test func `an operation past its point of no return is not cancelled`() async throws {
        let stage = try await Stage()
        try await stage.create(stage.request())
        let gate = Gate()
        stage.host.onCall { if $0 == "remove" { try await gate.wait() } }
        let operation = try await stage.plane.machines.delete(try stage.vm("web1"), .tester)
        #expect(await eventually { gate.arrivals == 1 })
        #expect(await problem { try await stage.plane.operations.cancel(operation.id) }?.code == "invalid-state")
        gate.open()
        #expect(try await stage.settle(operation).state == .succeeded)
    }

    @Test func `a stuck operation keeps its lock, and a retry brings it to its end`() async throws {
        let stage = try await Stage()
        try await stage.create(stage.request())
        stage.host.onCall { if $0 == "deleteVolume" { throw DriverError(.refused, "pool says no") } }
        let operation = try await stage.plane.machines.delete(try stage.vm("web1"), .tester)
        let stuck = try await stage.settle(operation)
        #expect(stuck.state == .stuck && stuck.error?.detail == "pool says no")
        #expect(await (stage.store as? MemoryStore)?.locks.count == 1)
        stage.host.onCall { _ in }
        let again = try await stage.plane.operations.retry(operation.id)
        #expect(again.state == .running && again.error == nil)
        let end = try await stage.settle(operation)
        #expect(end.state == .succeeded && end.error == nil)
        #expect(stage.host.world == FakeHost.World())
        #expect(await problem { try await stage.plane.operations.retry(operation.id) }?.code == "invalid-state")
    }

    @Test func `a stuck operation can be given up, which frees what it locked`() async throws {
        let stage = try await Stage()
        try await stage.create(stage.request())
        stage.host.onCall { if $0 == "deleteVolume" { throw DriverError(.refused, "pool says no") } }
        let operation = try await stage.plane.machines.delete(try stage.vm("web1"), .tester)
        #expect(try await stage.settle(operation).state == .stuck)
        let over = try await stage.plane.operations.cancel(operation.id)
        #expect(over.state == .failed && over.error?.detail == "pool says no")
        #expect(await (stage.store as? MemoryStore)?.locks.isEmpty == true)
    }

    @Test func `an operation past its point of no return waits for a silent host and goes on when it answers`()
        async throws
    {
        let stage = try await Stage()
        try await stage.create(stage.request())
        let gate = Gate()
        stage.host.onCall { if $0 == "powerOff" { try await gate.wait() } }
        let operation = try await stage.plane.machines.delete(try stage.vm("web1"), .tester)
        #expect(await eventually { gate.arrivals == 1 })
        stage.host.goSilent()
        gate.open()
        #expect(
            await eventually {
                stage.estate.operations.row(operation.id)?.progress.step == "waiting for the host to answer"
            })
        #expect(stage.estate.operations.row(operation.id)?.state == .running)
        stage.host.comeBack()
        #expect(try await stage.settle(operation).state == .succeeded)
        #expect(stage.host.world == FakeHost.World())
    }

    @Test func `while the store is full nothing is accepted, and what runs goes on when there is space`() async throws {
        let store = MemoryStore()
        let stage = try await Stage(store: store)
        let gate = Gate()
        stage.host.onCall { if $0 == "createDisk" { try await gate.wait() } }
        let operation = try await stage.plane.machines.create(stage.request(), .tester)
        #expect(await eventually { gate.arrivals == 1 })
        await store.fail(with: Problem(.storeFull, "full"))
        gate.open()
        #expect(await problem { try await stage.plane.machines.create(stage.request("b"), .tester) }?.status == 507)
        #expect(await eventually { stage.clock.sleepers > 0 })
        #expect(stage.estate.operations.row(operation.id)?.state == .running)
        await store.fail(with: nil)
        stage.clock.advance(by: .seconds(2))
        #expect(try await stage.settle(operation).state == .succeeded)
        #expect(stage.host.world.machines.count == 1)
    }

    @Test func `waiting for an operation ends with its end, or with the limit`() async throws {
        let stage = try await Stage()
        let gate = Gate()
        stage.host.onCall { if $0 == "define" { try await gate.wait() } }
        let operation = try await stage.plane.machines.create(stage.request(), .tester)
        #expect(await eventually { gate.arrivals == 1 })
        let operations = stage.plane.operations
        let short = Task { await operations.settled(operation.id, within: .seconds(5)) }
        let long = Task { await operations.settled(operation.id, within: .seconds(500)) }
        #expect(await eventually { stage.clock.sleepers == 2 })
        stage.clock.advance(by: .seconds(5))
        #expect(await short.value?.state == .running)
        gate.open()
        #expect(await long.value?.state == .succeeded)
        #expect(stage.clock.sleepers == 0)
    }

    @Test func `operations of one host run side by side up to the limit, other hosts do not wait for them`()
        async throws
    {
        let (one, two) = (FakeHost("node1", cpus: 100), FakeHost("node2", cpus: 100))
        let stage = try await Stage([one, two], perHost: 2)
        let gate = Gate()
        one.onCall { if $0 == "define" { try await gate.wait() } }
        for number in 0..<5 {
            var request = stage.request("one\(number)")
            request.host = "node1"
            _ = try await stage.plane.machines.create(request, .tester)
        }
        var request = stage.request("two")
        request.host = "node2"
        #expect(try await stage.create(request).state == .succeeded)
        #expect(await eventually { gate.arrivals == 2 })
        #expect(stage.estate.operations.rows().count { $0.state == .pending } == 3)
        gate.open()
        #expect(await eventually { stage.estate.operations.rows().allSatisfy { $0.state == .succeeded } })
    }
}
