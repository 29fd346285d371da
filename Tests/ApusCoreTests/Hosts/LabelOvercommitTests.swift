import ApusModel
import ApusTesting
import Testing

@testable import ApusCore

/// Ratios and reservations of hosts by their labels.
@Suite(.timeLimit(.minutes(1))) struct LabelOvercommitTests {
    @Test func `a label's figures hold for its hosts, the most careful of several, and a host's own come first`()
        async throws
    {
        var overcommit = Overcommit(cpus: 1, memoryReserved: 0)
        overcommit.byLabel = [
            try LabelOvercommit("rack=a1 cpu=4 reserved.cpus=1"), try LabelOvercommit("tier=lab cpu=2 memory=1.5"),
        ]
        let stage = try await Stage([FakeHost(cpus: 8), FakeHost("node2", cpus: 8)], overcommit: overcommit)
        let host = try #require(stage.estate.hosts.rows().first { $0.name == "node1" })
        func capacity() async throws -> Int64 {
            try await stage.plane.placements.capacity(without: stage.estate.hosts.rows().first { $0.name == "node2" })
                .cpus.capacity
        }
        #expect(try await capacity() == 8)
        var change = ChangeHost()
        for (labels, expected) in [(["rack": "a1"], 28), (["tier": "lab"], 14), (["rack": "b1"], 16)] {
            change.labels = labels.mapValues { $0 }
            _ = try await stage.plane.hostSettings.change(host, change)
            #expect(try await capacity() == Int64(expected), "\(labels)")
        }
        change.labels = nil
        change.overcommit = ["cpu": 3]
        _ = try await stage.plane.hostSettings.change(host, change)
        #expect(try await capacity() == 24)
    }

    @Test(arguments: [
        "", "rack=a1", "cpu=2", "rack=a1 cpu", "rack=a1 cpu=0", "rack=a1 cpu=nan", "rack=a1 reserved.memory=-1",
        "rack=a1 speed=2", "rack=a1 reserved.cpus=9999999999999999999", "rack",
    ]) func `a line that cannot be meant is told`(_ line: String) {
        #expect(throws: LabelOvercommit.Fault.self) { try LabelOvercommit(line) }
    }
}
