import ApusModel
import ApusTesting
import Foundation
import Placement
import Testing

@testable import ApusCore

/// Decisions: what is chosen, kept and told.
@Suite(.timeLimit(.minutes(1))) struct DecisionTests {
    @Test func `two hundred creates at once on ten hosts never exceed one, by any algorithm`() async throws {
        for method in [PlacementMethod.algorithm(.bestFit), .algorithm(.randomOfTwo), .algorithm(.worstFit)] {
            let hosts = (0..<10).map { FakeHost("node\($0)", cpus: 16, memory: 64 << 30) }
            let stage = try await Stage(hosts, placement: .init(method: method))
            let outcomes = await withTaskGroup(of: Int.self) { group in
                for number in 0..<200 {
                    group.addTask {
                        await problem { try await stage.plane.machines.create(stage.request("vm\(number)"), .tester) }?
                            .status ?? 202
                    }
                }
                return await group.reduce(into: [:]) { $0[$1, default: 0] += 1 }
            }
            #expect(outcomes == [202: 160, 507: 40], "\(method.name)")
            #expect(await eventually { stage.estate.operations.rows().allSatisfy { $0.state == .succeeded } })
            for host in hosts { #expect(host.world.machines.count == 16) }
        }
    }

    @Test func `a create keeps its decision, which says what the explanation said`() async throws {
        let stage = try await Stage([FakeHost("node1", cpus: 2), FakeHost("node2"), FakeHost("node3", memory: 1 << 30)])
        let request = stage.request(cpus: 4, memory: 2 << 30)
        let foretold = try await stage.plane.placements.explain(request)
        let operation = try await stage.create(request)
        let kept = try await stage.plane.placements.decision(of: operation.id)
        #expect(kept.host == "node2" && foretold.host == "node2" && kept.operation == operation.id)
        #expect(kept.verdicts == foretold.verdicts && kept.refusals == foretold.refusals)
        #expect(kept.verdicts.map(\.host) == ["node2", "node1", "node3"])
        #expect(kept.verdicts.map(\.rule) == [nil, "machine-size", "memory"])
        #expect(kept.fitting == 1 && kept.hosts == 3)
        #expect(try await stage.plane.placements.decisions(limit: 10).decisions == [kept])
    }

    @Test func `to ask where it would go moves no turn on`() async throws {
        let stage = try await Stage(
            [FakeHost("node1"), FakeHost("node2")], placement: .init(method: .algorithm(.roundRobin)))
        let told = try await stage.plane.placements.explain(stage.request()).host
        #expect(try await stage.plane.placements.explain(stage.request()).host == told)
        try await stage.create(stage.request())
        #expect(try stage.vm("web1").hostName == told)
    }

    @Test func `a refused request is told and remembered`() async throws {
        let stage = try await Stage([FakeHost("node1", cpus: 2)])
        #expect(await problem { try await stage.create(stage.request(cpus: 4)) }?.status == 507)
        let decisions = try await stage.plane.placements.decisions(limit: 10).decisions
        #expect(decisions.count == 1 && decisions.first?.host == nil && decisions.first?.fitting == 0)
        #expect(try await stage.plane.placements.explain(stage.request(cpus: 4)).host == nil)
        #expect(await problem { try await stage.plane.placements.decision(of: UUID()) }?.code == "not-found")
    }

    @Test func `a request may choose its algorithm, labels and neighbours`() async throws {
        let stage = try await Stage([FakeHost("node1"), FakeHost("node2")])
        var request = stage.request("a")
        request.tags = ["web"]
        try await stage.create(request)
        let first = try stage.vm("a").hostName
        let other = first == "node1" ? "node2" : "node1"
        for (name, expected, change) in [
            ("pack", first, { $0.algorithm = "best-fit" }), ("spread", other, { $0.algorithm = "worst-fit" }),
            ("label", first, { $0.labels = ["name=\(first)"] }), ("beside", first, { $0.affinity = ["web"] }),
            ("apart", other, { $0.antiAffinity = ["web"] }), ("fixed", first, { $0.host = first }),
            ("mixed", first, { ($0.algorithm, $0.mix) = ("mix", ["pack": 1]) }),
        ] as [(String, String, (inout CreateVirtualMachine.Placement) -> Void)] {
            var wish = CreateVirtualMachine.Placement()
            change(&wish)
            var request = stage.request(name)
            request.placement = wish
            #expect(try await stage.plane.placements.explain(request).host == expected, "\(name)")
        }
    }

    @Test func `a faulty wish names its field`() async throws {
        let stage = try await Stage()
        for (pointer, change) in [
            ("/placement/algorithm", { $0.algorithm = "best" }),
            ("/placement/mix", { ($0.algorithm, $0.mix) = ("best-fit", ["pack": 1]) }),
            ("/placement/mix", { $0.mix = ["luck": 1] }), ("/placement/labels/0", { $0.labels = ["zone"] }),
            ("/placement/labels/1", { $0.labels = ["zone=1", "zone=2"] }),
            ("/placement/host", { $0.host = "nowhere" }),
        ] as [(String, (inout CreateVirtualMachine.Placement) -> Void)] {
            var wish = CreateVirtualMachine.Placement()
            change(&wish)
            var request = stage.request()
            request.placement = wish
            #expect(await problem { try await stage.create(request) }?.pointer == pointer)
        }
    }

    @Test func `a shadow only watches, and the comparison is kept`() async throws {
        let stage = try await Stage(
            [FakeHost("node1"), FakeHost("node2")], placement: .init(shadow: .algorithm(.bestFit)))
        try await stage.create(stage.request("a"))
        try await stage.create(stage.request("b"))
        #expect(try stage.vm("a").hostName != stage.vm("b").hostName)
        let answer = try await stage.plane.placements.decisions(limit: 10)
        #expect(answer.decisions.map(\.shadow?.agrees) == [false, true])
        #expect(answer.decisions.first?.shadow?.host == (try stage.vm("a").hostName))
        #expect((answer.compared, answer.agreed) == (2, 1))
    }

    @Test func `a program ranks the hosts, and its faults fall back with a note`() async throws {
        let hosts = [FakeHost("node1", cpus: 64), FakeHost("node2", cpus: 2), FakeHost("node3", cpus: 64)]
        let answer = Answer()
        let stage = try await Stage(
            hosts, placement: .init(method: .external, fallback: .firstFit),
            program: { question in
                try await answer.of(question)
            })
        for (name, text, expected, note) in [
            ("a", "[\"node3\",\"node1\"]", "node3", nil), ("b", "garbage", "node1", "not a JSON array"),
            ("c", "[\"node2\"]", "node1", "does not fit"), ("d", "[]", "node1", "none of the 0 hosts"),
            ("e", nil, "node1", "it hung"),
        ] as [(String, String?, String, String?)] {
            await answer.set(text)
            let operation = try await stage.create(stage.request(name, cpus: 4))
            let decision = try await stage.plane.placements.decision(of: operation.id)
            #expect(decision.host == expected && decision.algorithm == "external", "\(name)")
            #expect(decision.notes.count == (note == nil ? 0 : 1), "\(name): \(decision.notes)")
            if let note { #expect(decision.notes.first?.contains(note) == true, "\(decision.notes)") }
        }
    }

    private actor Answer {
        private var text: String?
        func set(_ text: String?) { self.text = text }
        func of(_ question: Data) throws -> Data {
            guard let text else { throw ProgramFault("it hung") }
            return Data(text.utf8)
        }
    }

    @Test func `capacity counts what fits, and what becomes of a failed host's machines`() async throws {
        let stage = try await Stage([FakeHost("node1", cpus: 4), FakeHost("node2", cpus: 4)])
        _ = try await stage.plane.instanceTypes.add(CreateInstanceType(name: "small", cpus: 1, memory: 256 << 20))
        for name in ["a", "b", "c"] { try await stage.create(stage.request(name, cpus: 2)) }
        let now = try await stage.plane.placements.capacity(without: nil)
        #expect(now.instanceTypes.map(\.fit) == [2] && now.open == 2 && now.cpus == .init(capacity: 8, allocated: 6))
        let two = try stage.vm("a").hostName == stage.vm("c").hostName ? stage.vm("a") : stage.vm("b")
        let after = try await stage.plane.placements.capacity(without: stage.estate.hosts.row(two.host))
        #expect(
            after.without?.machines.count == 2 && after.without?.homeless == 1 && after.instanceTypes.map(\.fit) == [0])
        #expect(after.hosts == 1)
    }

    @Test func `a failed host's machines keep their rules, networks and disks`() async throws {
        let hosts = ["node1", "node2", "node3"].map { FakeHost($0) }
        hosts[0].networks = ["default", "lan"]
        hosts[2].networks = ["default", "lan"]
        let stage = try await Stage(hosts)
        for (name, change) in [
            ("tagged", { $0.tags = ["web"] }), ("apart", { $0.placement?.antiAffinity = ["web"] }),
            ("beside", { $0.placement?.affinity = ["web"] }), ("labelled", { $0.placement?.labels = ["name=node1"] }),
            ("lan", { $0.network = "lan" }),
        ] as [(String, (inout CreateVirtualMachine) -> Void)] {
            var request = stage.request(name)
            request.placement = .init()
            change(&request)
            if name != "apart" { request.host = name == "tagged" ? "node2" : request.host }
            try await stage.create(request)
        }
        #expect(try stage.vm("labelled").placement == .init(labels: ["name=node1"]))
        #expect(try stage.vm("beside").hostName == "node2" && stage.vm("tagged").placement == nil)
        let capacity = stage.plane.placements.capacity
        func fate(_ host: String) async throws -> [String: EstateCapacity.Failure.Move] {
            let row = stage.estate.hosts.rows().first { $0.name == host }
            let moves = try await capacity(row).without?.machines ?? []
            return Dictionary(moves.map { ($0.vm, $0) }, uniquingKeysWith: { first, _ in first })
        }
        let first = try await fate("node1")
        #expect(first["labelled"]?.to == nil && first["labelled"]?.reason == "label 2")
        let second = try await fate("node2")
        #expect(second["tagged"]?.to != nil && second["beside"]?.to == second["tagged"]?.to)
        let lan = try stage.vm("lan").hostName
        let moved = try await fate(lan)["lan"]
        #expect(moved?.to == (lan == "node1" ? "node3" : "node1"), "\(lan): \(String(describing: moved))")
        let apart = try await fate(try stage.vm("apart").hostName)["apart"]
        #expect(apart?.to != nil && apart?.to != "node2")
    }

    @Test func `a create on many hosts keeps few of them, and counts all`() async throws {
        let stage = try await Stage((1...110).map { FakeHost("node\($0)", cpus: $0 <= 50 ? 1 : 8) })
        let request = stage.request(cpus: 2)
        let (told, operation) = (try await stage.plane.placements.explain(request), try await stage.create(request))
        let kept = try await stage.plane.placements.decision(of: operation.id)
        #expect(told.host == kept.host && told.verdicts.count == 110 && kept.verdicts.count == 40)
        for decision in [told, kept] {
            #expect(decision.hosts == 110 && decision.fitting == 60)
            #expect(decision.refusals == [.init(rule: "machine-size", hosts: 50)])
            #expect(decision.verdicts.first?.host == decision.host)
        }
    }

    @Test func `what others do to hosts is seen at the next choice`() async throws {
        let (one, two) = (FakeHost("node1"), FakeHost("node2"))
        let stage = try await Stage([one, two])
        #expect(try await stage.plane.placements.explain(stage.request()).host == "node1")
        one.settle(.sample(name: "other", cpus: 4), .running, managed: false)
        one.relist()
        #expect(await eventually { stage.estate.hosts.row(one.id)?.cpusAllocated == 4 })
        #expect(try await stage.plane.placements.explain(stage.request()).host == "node2")
        two.goSilent()
        #expect(await eventually { stage.estate.hosts.row(two.id)?.state == .unreachable })
        let decision = try await stage.plane.placements.explain(stage.request())
        #expect(decision.host == "node1" && decision.refusals == [.init(rule: "closed", hosts: 1)])
    }
}
