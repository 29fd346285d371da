import ApusModel
import ApusTesting
import Foundation
import Testing

@testable import ApusCore

@Suite(.timeLimit(.minutes(1))) struct GuestTests {
    /// A stage with a machine that runs and whose agent answers.
    private func stage(_ state: VirtualMachineState = .running) async throws -> (Stage, VirtualMachine) {
        let host = FakeHost()
        host.settle(.sample(name: "web1"), state)
        let stage = try await Stage([host])
        return (stage, try stage.vm("web1"))
    }

    @Test func `a freeze that nobody thaws is thawed when its limit is over`() async throws {
        let (stage, vm) = try await stage()
        let operation = try await stage.plane.guests.freeze(vm, FreezeGuest(limitSeconds: 3), .tester)
        for second in 1...3 {
            #expect(await eventually { stage.clock.sleepers == 1 }, "second \(second)")
            #expect(stage.host.world.other["frozen \(vm.id)"] == "yes")
            stage.clock.advance(by: .seconds(1))
        }
        #expect(try await stage.settle(operation).state == .succeeded)
        #expect(stage.host.world.other["frozen \(vm.id)"] == nil)
    }

    @Test func `who thaws earlier ends the freeze, and the machine itself stays free meanwhile`() async throws {
        let (stage, vm) = try await stage()
        let operation = try await stage.plane.guests.freeze(vm, FreezeGuest(limitSeconds: 3600), .tester)
        #expect(await eventually { stage.clock.sleepers == 1 })
        let second = await problem { try await stage.plane.guests.freeze(vm, FreezeGuest(), .tester) }
        #expect(second?.code == "locked" && second?.operation == operation.id)
        let stop = try await stage.plane.machines.stop(vm, StopVirtualMachine(graceSeconds: 0), .tester)
        #expect(try await stage.settle(stop).state == .succeeded)
        try await stage.plane.guests.thaw(vm, .tester)
        stage.clock.advance(by: .seconds(1))
        #expect(try await stage.settle(operation).state == .succeeded)
    }

    @Test func `a cancelled freeze thaws`() async throws {
        let (stage, vm) = try await stage()
        let operation = try await stage.plane.guests.freeze(vm, FreezeGuest(limitSeconds: 3600), .tester)
        #expect(await eventually { stage.clock.sleepers == 1 })
        _ = try await stage.plane.operations.cancel(operation.id)
        #expect(try await stage.settle(operation).state == .cancelled)
        #expect(stage.host.world.other["frozen \(vm.id)"] == nil)
    }

    @Test func `a guest without an agent refuses a freeze, which then failed`() async throws {
        let (stage, vm) = try await stage()
        stage.host.onCall { call in
            if call == "freeze" { throw DriverError(.agentMissing, "no agent answers") }
        }
        let operation = try await stage.plane.guests.freeze(vm, FreezeGuest(), .tester)
        let end = try await stage.settle(operation)
        #expect(end.state == .failed && end.error?.code == "agent-missing")
    }

    @Test func `a machine that is off has no guest`() async throws {
        let (stage, vm) = try await stage(.off)
        #expect(try await stage.plane.guests.information(of: vm).agent == nil)
        for refused in [
            await problem { try await stage.plane.guests.thaw(vm, .tester) },
            await problem { try await stage.plane.guests.freeze(vm, FreezeGuest(), .tester) },
            await problem { try await stage.plane.guests.run(GuestCommand(command: "true"), in: vm, .tester) },
        ] {
            #expect(refused?.code == "invalid-state")
        }
    }

    @Test func `an agent that does not answer makes a short answer, and verbs say so`() async throws {
        let (stage, vm) = try await stage()
        stage.host.onCall { _ in throw DriverError(.agentMissing, "it does not answer") }
        let information = try await stage.plane.guests.information(of: vm)
        #expect(information.agent == .disconnected && information.fault == "it does not answer")
        await #expect(throws: DriverError(.agentMissing, "it does not answer")) {
            try await stage.plane.guests.authorizedKeys(of: "root", in: vm)
        }
        #expect(DriverError(.agentMissing, "").problem.status == 409)
    }

    @Test func `a program that does not end is left alone after its time`() async throws {
        let (stage, vm) = try await stage()
        let result = try await stage.plane.guests.run(GuestCommand(command: "uptime"), in: vm, .tester)
        #expect(result.exitCode == 0 && result.stdout == Data("out".utf8))
    }
}
