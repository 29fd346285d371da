import ApusModel
import ApusTesting
import Foundation
import Testing

@testable import ApusCore

/// Labels and figures of single hosts, and what placement makes of them.
@Suite(.timeLimit(.minutes(1))) struct HostSettingsTests {
    @Test func `labels are set one by one, and null takes one away`() async throws {
        let stage = try await Stage()
        let host = try stage.row(0)
        _ = try await stage.plane.hostSettings.change(host, .labels(["rack": "a1", "disk": "ssd"]))
        let changed = try await stage.plane.hostSettings.change(host, .labels(["rack": "b2", "disk": nil]))
        #expect(changed.labels == ["rack": "b2"])
        stage.host.relist()
        #expect(await eventually { stage.estate.hosts.row(host.id)?.labels == ["rack": "b2"] })
    }

    @Test func `changes at once all count`() async throws {
        let stage = try await Stage()
        let host = try stage.row(0)
        await withTaskGroup(of: Void.self) { group in
            for number in 0..<40 {
                group.addTask {
                    _ = try? await stage.plane.hostSettings.change(host, .labels(["k\(number)": "v"]))
                }
            }
        }
        #expect(stage.estate.hosts.row(host.id)?.labels.count == 40)
    }

    @Test func `mode and labels of one host are both kept, also when they are set at once`() async throws {
        let (store, host) = (MemoryStore(), FakeHost())
        let stage = try await Stage([host], store: store)
        let (book, row) = (stage.plane.hostSettings, try stage.row(0))
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask { _ = try await book.change(row, .labels(["rack": "a1"])) }
            group.addTask { _ = try await book.set(.maintenance, of: row) }
            try await group.waitForAll()
        }
        #expect(try stage.row(0).mode == .maintenance && stage.row(0).labels == ["rack": "a1"])
        await stage.plane.stop()
        let again = try await Stage([host], store: store)
        #expect(try again.row(0).mode == .maintenance && again.row(0).labels == ["rack": "a1"])
        #expect(try await again.plane.hostSettings.set(nil, of: try again.row(0)).labels == ["rack": "a1"])
        #expect(try again.row(0).mode == nil)
    }

    @Test func `a host has at most 64 labels`() async throws {
        let stage = try await Stage()
        let host = try stage.row(0)
        let many = Dictionary(uniqueKeysWithValues: (0..<64).map { ("k\($0)", Optional("v")) })
        _ = try await stage.plane.hostSettings.change(host, .labels(many))
        let problem = await problem { try await stage.plane.hostSettings.change(host, .labels(["more": "v"])) }
        #expect(problem?.pointer == "/labels" && problem?.status == 422)
        #expect(stage.estate.hosts.row(host.id)?.labels.count == 64)
    }

    @Test func `what was chosen holds after a restart`() async throws {
        let (store, host) = (MemoryStore(), FakeHost())
        let stage = try await Stage([host], store: store)
        var change = ChangeHost.labels(["rack": "a1"])
        change.overcommit = ["cpu": 3]
        _ = try await stage.plane.hostSettings.change(try stage.row(0), change)
        await stage.plane.stop()
        let again = try await Stage([host], store: store)
        #expect(try again.row(0).labels == ["rack": "a1"] && again.row(0).overcommit?.cpu == 3)
    }

    @Test func `a host's own figures come before the server's, and null brings those back`() async throws {
        let stage = try await Stage([FakeHost(cpus: 2)])
        let host = try stage.row(0)
        #expect(try await stage.plane.placements.capacity(without: nil).cpus.capacity == 2)
        var change = ChangeHost()
        (change.overcommit, change.reserved) = (["cpu": 4], ["cpus": 1])
        _ = try await stage.plane.hostSettings.change(host, change)
        #expect(try await stage.plane.placements.capacity(without: nil).cpus.capacity == 4)
        for name in ["a", "b"] { try await stage.create(stage.request(name, cpus: 2)) }
        #expect(await problem { try await stage.create(stage.request("c")) }?.status == 507)
        (change.overcommit, change.reserved) = (["cpu": nil], ["cpus": nil])
        let back = try await stage.plane.hostSettings.change(host, change)
        #expect(back.overcommit == nil && back.reserved == nil)
        #expect(try await stage.plane.placements.capacity(without: nil).cpus.capacity == 2)
    }

    @Test func `placement goes by a host's own labels, which cannot hide what it says of itself`() async throws {
        let stage = try await Stage([FakeHost("node1"), FakeHost("node2")])
        _ = try await stage.plane.hostSettings.change(try stage.row(1), .labels(["rack": "a1"]))
        var request = stage.request()
        request.placement = .init()
        request.placement?.labels = ["rack=a1"]
        #expect(try await stage.plane.placements.explain(request).host == "node2")
        request.placement?.labels = ["rack=zz"]
        #expect(try await stage.plane.placements.explain(request).host == nil)
        var row = try stage.row(0)
        row.labels["name"] = "other"
        #expect(row.placementLabels["name"] == "node1")
    }

    @Test(arguments: [
        ("rack", true), ("a.b/c-d_e", true), ("0", true), ("", false), ("Rack", false), ("-a", false), ("a-", false),
        ("a b", false), ("a=b", false), ("name", false), ("hypervisor", false), ("é", false), ("a\n", false),
        (String(repeating: "a", count: 63), true), (String(repeating: "a", count: 64), false),
    ]) func `keys of labels have a closed grammar`(_ key: String, _ isKey: Bool) {
        #expect(HostLabel.isKey(key) == isKey)
    }

    @Test func `what a host's driver cannot do is refused before it is tried, and placement passes it over`()
        async throws
    {
        let stage = try await Stage()
        let id = stage.host.settle(.sample(name: "box"), .running)
        stage.host.relist()
        #expect(await eventually { stage.estate.machines.rows().contains { $0.id == id } })
        var row = try stage.row(0)
        (row.capabilities, row.hypervisor) = ([.start, .stop, .suspend], "LXC")
        stage.host.say(.host(row))
        #expect(await eventually { stage.estate.hosts.rows().first?.capabilities.count == 3 })
        let calls = stage.host.calls
        let refused = await problem { try await stage.plane.machines.reset(try stage.vm("box"), .tester) }
        #expect(refused?.status == 422 && refused?.detail.contains("(LXC) cannot reset the VM") == true)
        #expect(refused?.detail.contains("start, stop, suspend") == true)
        let snapshot = await problem {
            try await stage.plane.machines.createSnapshot(of: try stage.vm("box"), .init(name: "a"), .tester)
        }
        #expect(snapshot?.detail.contains("cannot snapshot the VM") == true)
        #expect(stage.host.calls == calls)
        let stopped = try await stage.plane.machines.stop(try stage.vm("box"), .init(graceSeconds: 0), .tester)
        #expect(try await stage.settle(stopped).state == .succeeded)
        let decision = try await stage.plane.placements.explain(stage.request())
        #expect(decision.host == nil && decision.verdicts.first?.reason?.contains("makes no VMs") == true)
    }
}

extension ChangeHost {
    fileprivate static func labels(_ labels: [String: String?]) -> ChangeHost {
        var change = ChangeHost()
        change.labels = labels
        return change
    }
}

extension Stage {
    fileprivate func row(_ place: Int) throws -> ApusModel.Host {
        guard let row = estate.hosts.row(hosts[place].id) else { throw Problem(.notFound, "no host") }
        return row
    }
}
