import ApusModel
import ApusTesting
import Foundation
import Testing
import Workflow

@testable import ApusCore

/// Waits that have an end, whatever the hosts say.
@Suite(.timeLimit(.minutes(1))) struct MigrationMoveTests {
    private let here = FakeHost("node1")
    private let there = FakeHost("node2")
    private let vm = UUID()

    @Test(arguments: [
        (MigrationStanding.halted, MigrationStanding.absent, "run on"), (.arriving, .absent, "neither says"),
        (.absent, .halted, "neither says"),
    ]) func `a machine between two hosts is not waited for for ever`(
        _ source: MigrationStanding, _ target: MigrationStanding, _ words: String
    ) async throws {
        here.settle(.sample(id: vm, name: "web1", operation: vm), .paused)
        here.tell(source, of: vm)
        there.tell(target, of: vm)
        let error = await #expect(throws: DriverError.self) { _ = try await move.hasArrivedAfterCancel() }
        #expect(error?.code == .timedOut && error?.message.contains(words) == true)
    }

    @Test func `after a cancel the hosts say whether it came in time`() async throws {
        here.tell(.halted, of: vm)
        there.tell(.running, of: vm)
        #expect(try await move.hasArrivedAfterCancel())
        here.tell(.running, of: vm)
        there.tell(.absent, of: vm)
        #expect(try await !move.hasArrivedAfterCancel())
        #expect(here.calls.contains("abort"))
    }

    @Test(arguments: [MigrationStanding.running, .paused])
    func `what was started at the source meanwhile is not taken away there`(_ source: MigrationStanding) async throws {
        here.tell(source, of: vm)
        there.tell(.off, of: vm)
        let problem = await #expect(throws: Problem.self) { try await move.confirm(autostart: false) }
        #expect(problem?.detail.contains("runs at its source") == true)
        #expect(!here.calls.contains("remove"))
    }

    @Test func `a machine that arrived and is off again keeps its disks at the target`() async throws {
        for standing in [MigrationStanding.off, .running, .paused] {
            there.tell(standing, of: vm)
            #expect(try await move.isKnownAtTarget(), "\(standing)")
        }
        there.tell(.absent, of: vm)
        #expect(try await !move.isKnownAtTarget())
    }

    private var move: MigrationMove {
        let hosts = [here.id: here, there.id: there]
        let context = WorkflowContext(
            drivers: { id in
                guard let host = hosts[id] else { throw DriverError(.notFound, "no host") }
                return host.drivers
            }, observed: { _, _ in }, clock: ManualClock(isEager: true))
        return MigrationMove(vm: vm, name: "web1", source: here.id, target: there.id, context: context)
    }
}
