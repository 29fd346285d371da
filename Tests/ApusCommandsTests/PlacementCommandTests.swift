import ApusModel
import Foundation
import Testing

@testable import ApusCommands

@Suite struct PlacementCommandTests {
    private static var decision: PlacementDecision {
        var decision = PlacementDecision(
            vm: "web-1", at: Date(timeIntervalSince1970: 1_799_999_000), cpus: 4, memory: 8 << 30, disk: 0,
            algorithm: "mix(pack=0.7,balance=0.3)")
        (decision.host, decision.hosts, decision.fitting) = ("node2", 120, 1)
        decision.refusals = [.init(rule: "cpus", hosts: 119)]
        decision.verdicts = [
            .init(
                host: "node2", score: 0.8125,
                parts: [.init(name: "pack", value: 0.75, weight: 0.7), .init(name: "balance", value: 1, weight: 1)]),
            .init(host: "evil\u{1b}[2J", rule: "cpus", reason: "wants 4 CPUs, 1 are free"),
        ]
        decision.shadow = .init(algorithm: "best-fit", host: "node3", agrees: false)
        decision.notes = ["a note"]
        return decision
    }

    private func run(_ line: String, _ answer: some Encodable & Sendable) async throws -> (Int32, Stage, StubServer) {
        let server = StubServer { _ in Samples.json(answer) }
        let stage = Stage(server: server)
        try stage.token()
        let arguments = line.split(separator: " ").map(String.init)
        let code = await Surroundings.$current.withValue(stage.surroundings) { await Program.run(arguments) }
        return (code, stage, server)
    }

    @Test func `explain sends what decides, and shows the chosen host, scores, reasons and counts`() async throws {
        let (code, stage, server) = try await run(
            "placement explain web-1 --image debian --cpus 4 --memory 8G --algorithm mix --mix pack=0.7 --anti-affinity web --host-label rack=a1",
            Self.decision)
        #expect(code == 0, "\(stage.error)")
        let request = try #require(server.requests.first)
        #expect(request.method == "POST" && request.target == "/api/v1/placement/explain")
        let body = try JSONCoding.decode(CreateVirtualMachine.self, from: Data(request.body.utf8))
        #expect((body.name, body.cpus, body.memory) == ("web-1", 4, 8 << 30))
        #expect(body.placement?.algorithm == "mix" && body.placement?.mix == ["pack": 0.7])
        #expect(body.placement?.antiAffinity == ["web"] && body.placement?.labels == ["rack=a1"])
        for line in [
            "vm web-1 (4 CPUs, 8 GiB) goes to host node2", "by mix(pack=0.7,balance=0.3); 1 of 120 hosts fit",
            "note: a note", "shadow: best-fit would take node3", "0.813  pack 0.750 × 0.7 + balance 1.000",
            "wants 4 CPUs, 1 are free", "refused in all: cpus 119",
        ] { #expect(stage.output.contains(line), "\(line) in:\n\(stage.output)") }
        #expect(!stage.output.contains("\u{1b}"))
    }

    @Test(arguments: [
        ("placement explain web-1 --image a --instance-type b -o name", "node2\n"),
        ("placement show 42 -o name", "node2\n"),
    ]) func `by name one decision is its host`(line: String, output: String) async throws {
        let (code, stage, _) = try await run(line, Self.decision)
        #expect(code == 0 && stage.output == output, "\(stage.error)")
    }

    @Test func `decisions are rows, names, or the whole answer`() async throws {
        let answer = PlacementDecisions(algorithm: "mix", shadow: "best-fit", decisions: [Self.decision])
        let (_, table, server) = try await run("placement decisions --limit 5", answer)
        #expect(server.requests.first?.target == "/api/v1/placement/decisions?limit=5")
        #expect(table.output.hasPrefix("VM ") && table.output.contains("node3"))
        #expect(try await run("placement decisions -o name", answer).1.output == "web-1\n")
        let json = try await run("placement ls -o json", answer).1.output
        #expect(try JSONCoding.decode(PlacementDecisions.self, from: Data(json.utf8)) == answer)
        #expect(try await run("placement decisions --limit 0", answer).0 == 2)
    }

    @Test func `shadow shows where it differs, and says where there is none`() async throws {
        var same = Self.decision
        (same.vm, same.shadow) = ("same", .init(algorithm: "best-fit", host: "node2", agrees: true))
        let answer = PlacementDecisions(algorithm: "mix", shadow: "best-fit", decisions: [Self.decision, same])
        let (_, stage, _) = try await run("placement shadow", answer)
        #expect(stage.output.hasPrefix("best-fit agrees with mix in 1 of 2 decisions\n"))
        #expect(stage.output.contains("web-1") && !stage.output.contains("same"))
        #expect(try await run("placement shadow -o name", answer).1.output == "web-1\n")
        let none = PlacementDecisions(algorithm: "mix", shadow: nil, decisions: [])
        #expect(try await run("placement shadow", none).1.output.contains("placement.shadow"))
    }

    @Test func `capacity counts types, tells fates with reasons, and fails where one is homeless`() async throws {
        var capacity = EstateCapacity(
            hosts: 2, open: 1, algorithm: "best-fit", cpus: .init(capacity: 8, allocated: 1),
            memory: .init(capacity: 8 << 30, allocated: 1 << 30),
            instanceTypes: [.init(instanceType: "small", cpus: 1, memory: 1 << 30, disk: nil, fit: 7)], without: nil)
        let (code, stage, server) = try await run("capacity", capacity)
        #expect(code == 0 && stage.output.contains("1 of 2 hosts take VMs; CPUs 1 of 8"))
        #expect(server.requests.first?.target == "/api/v1/capacity")
        #expect(try await run("capacity -o name", capacity).1.output == "small\n")
        capacity.without = .init(
            host: "node1", machines: [.init(vm: "a", to: "node2"), .init(vm: "b", to: nil, reason: "label 1")])
        let (failed, told, asked) = try await run("capacity --without node1", capacity)
        #expect(failed == 1 && asked.requests.first?.target == "/api/v1/capacity?without=node1")
        for line in ["vm a goes to node2", "vm b fits nowhere (hosts refused: label 1)", "1 of 2 VMs fit elsewhere"] {
            #expect(told.output.contains(line), "\(line) in:\n\(told.output)")
        }
    }
}
