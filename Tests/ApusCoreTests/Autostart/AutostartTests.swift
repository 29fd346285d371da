import ApusModel
import ApusTesting
import Foundation
import Testing
import Workflow

@testable import ApusCore

@Suite(.timeLimit(.minutes(1))) struct AutostartTests {
    private let host = FakeHost()
    private let store = MemoryStore()

    @Test func `after a boot machines start in their order, each when the one before it and its delay are over`()
        async throws
    {
        try settle([("third", 9, 0), ("first", 1, 30), ("second", 2, 0)])
        let stage = try await staged()
        host.reboot(as: HostBoot(id: "second"))
        #expect(await eventually { stage.clock.waits.contains(.seconds(30)) })
        #expect(running == ["first"])
        #expect(try stage.vm("first").state == .running && stage.vm("second").state == .off)
        stage.clock.advance(by: .seconds(29))
        #expect(running == ["first"])
        stage.clock.advance(by: .seconds(1))
        #expect(await eventually { running.count == 3 })
        try await ended(stage)
        #expect(starts(stage) == ["first", "second", "third"])
        #expect(stage.estate.operations.rows().allSatisfy { $0.actor == "autostart" && $0.kind == "vm.start" })
    }

    @Test func `one boot starts a machine once, however often it is told and whoever stops the machine then`()
        async throws
    {
        try settle([("one", 1, 0)])
        let stage = try await staged()
        host.reboot(as: HostBoot(id: "second"))
        #expect(await eventually { running == ["one"] })
        try await ended(stage)
        _ = try await stage.settle(
            try await stage.plane.machines.stop(try stage.vm("one"), StopVirtualMachine(graceSeconds: 0), .tester))
        try await listedAnew(stage)
        #expect(running == [] && starts(stage) == ["one"])
        host.reboot(as: HostBoot(id: "third"))
        #expect(await eventually { running == ["one"] })
    }

    @Test func `a host that is seen for the first time, or whose daemon only came back, has not booted`() async throws {
        try settle([("one", 1, 0)])
        let stage = try await staged()
        host.goSilent()
        #expect(await eventually { stage.estate.hosts.rows().first?.state == .unreachable })
        host.comeBack()
        #expect(await eventually { stage.estate.hosts.rows().first?.state == .up })
        try await listedAnew(stage)
        #expect(running == [] && starts(stage) == [])
    }

    @Test func `machines without an order, without autostart and those that run are left alone`() async throws {
        let ids = try settle([("due", 1, 30), ("mine", 2, 60), ("last", 3, 0)])
        host.settle(.sample(name: "unordered"), .off)
        host.autostart(try id("unordered"), order: nil)
        host.settle(.sample(name: "plain"), .off)
        let stage = try await staged()
        host.reboot(as: HostBoot(id: "second"))
        #expect(await eventually { stage.clock.waits.contains(.seconds(30)) })
        host.outside(ids[1], .running)
        #expect(await eventually { try stage.vm("mine").state == .running })
        stage.clock.advance(by: .seconds(30))
        #expect(await eventually { running == ["due", "last", "mine"] })
        try await ended(stage)
        #expect(starts(stage) == ["due", "last"])
        #expect(!stage.clock.waits.contains(.seconds(60)), "nobody waits for a machine that was not started")
    }

    @Test func `a machine that somebody started and stopped since the boot is theirs`() async throws {
        try settle([("first", 1, 30), ("second", 2, 0)])
        let stage = try await staged()
        host.reboot(as: HostBoot(id: "second"))
        #expect(await eventually { stage.clock.waits.contains(.seconds(30)) })
        let second = try stage.vm("second")
        _ = try await stage.settle(try await stage.plane.machines.start(second, .tester))
        let stop = StopVirtualMachine(graceSeconds: 0)
        _ = try await stage.settle(try await stage.plane.machines.stop(try stage.vm("second"), stop, .tester))
        stage.clock.advance(by: .seconds(30))
        try await ended(stage)
        #expect(running == ["first"] && starts(stage) == ["first"])
    }

    @Test func `a machine that does not start is a failed operation and does not stop the others`() async throws {
        try settle([("bad", 1, 60), ("good", 2, 0)])
        let stage = try await staged()
        host.onCall { [host] call in
            let isFirst = host.calls.count { $0 == "start" } == 1
            if call == "start", isFirst { throw DriverError(.refused, "no such file") }
        }
        host.reboot(as: HostBoot(id: "second"))
        #expect(await eventually { running == ["good"] })
        try await ended(stage)
        let failed = stage.estate.operations.rows().filter { $0.state == .failed }
        #expect(failed.map(\.target.name) == ["bad"] && failed.first?.error?.detail.contains("no such file") == true)
    }

    @Test(arguments: ["start", "delay"])
    func `a server that ends in the middle goes on, and starts nothing twice`(_ moment: String) async throws {
        try settle([("first", 1, 30), ("second", 2, 0)])
        let gate = Gate()
        let before = try await staged()
        if moment == "start" { host.onCall { if $0 == "start" { try await gate.wait() } } }
        host.reboot(as: HostBoot(id: "second"))
        if moment == "start" {
            #expect(await eventually { gate.arrivals == 1 })
        } else {
            #expect(await eventually { before.clock.waits.contains(.seconds(30)) })
        }
        let stop = Task { await before.plane.stop() }
        #expect(await eventually { before.clock.waits.contains(ControlPlane.shutdownLimit) })
        before.clock.advance(by: ControlPlane.shutdownLimit)
        await stop.value
        host.onCall { _ in }
        let after = try await Stage([host], store: store)
        #expect(await eventually { after.clock.waits.contains(.seconds(30)) })
        #expect(running == ["first"])
        after.clock.advance(by: .seconds(30))
        #expect(await eventually { running == ["first", "second"] })
        try await ended(after)
        #expect(starts(after) == ["first", "second"])
    }

    @Test func `a boot while the server was away is noticed at its next start`() async throws {
        try settle([("one", 1, 0)])
        let before = try await staged()
        let stop = Task { await before.plane.stop() }
        #expect(await eventually { before.clock.waits.contains(ControlPlane.shutdownLimit) })
        before.clock.advance(by: ControlPlane.shutdownLimit)
        await stop.value
        host.reboot(as: HostBoot(id: "second"))
        let after = try await Stage([host], store: store)
        #expect(await eventually { running == ["one"] })
        try await ended(after)
        #expect(starts(after) == ["one"])
    }
}

extension AutostartTests {
    private var running: [String] {
        host.world.machines.values.filter { $0.state == .running }.map(\.definition.name).sorted()
    }

    /// The machines that were started by operations of ours, in order.
    private func starts(_ stage: Stage) -> [String] {
        stage.estate.operations.rows().filter { $0.actor == "autostart" }.sorted { $0.number < $1.number }
            .map(\.target.name)
    }

    private func id(_ name: String) throws -> UUID {
        try #require(host.world.machines.values.first { $0.definition.name == name }).definition.id
    }

    @discardableResult
    private func settle(_ machines: [(name: String, order: Int, delay: Int)]) throws -> [UUID] {
        machines.map { machine in
            let id = host.settle(.sample(name: machine.name), .off)
            host.autostart(id, order: machine.order, delay: machine.delay)
            return id
        }
    }

    /// A stage on which the first boot is known.
    private func staged() async throws -> Stage {
        let stage = try await Stage([host], store: store)
        #expect(await eventually { try await store.bootRecord(of: host.id)?.boot == HostBoot(id: "first") })
        return stage
    }

    /// Nothing is left to be started, and all starts are over.
    private func ended(_ stage: Stage) async throws {
        #expect(await eventually { try await store.bootRecord(of: host.id)?.waiting == [] })
        #expect(await eventually { stage.estate.operations.rows().allSatisfy(\.state.isSettled) })
    }

    /// Lists the host again, and waits until the listing was looked at.
    private func listedAnew(_ stage: Stage) async throws {
        let id = host.settle(.sample(name: UUID().uuidString), .off)
        host.relist()
        #expect(await eventually { stage.estate.machines.row(HostedKey(host: host.id, id: id)) != nil })
        host.relist()
        host.networks.append("seen")
        host.relist()
        #expect(await eventually { stage.estate.networks.rows().contains { $0.name == "seen" } })
    }
}
