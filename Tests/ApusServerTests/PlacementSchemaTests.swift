import ApusModel
import Foundation
import Schema
import Testing

@testable import ApusServer

/// What the schemas of placement say against what its types encode to.
struct PlacementSchemaTests {
    static var decision: PlacementDecision {
        var decision = PlacementDecision(
            vm: "web", at: SchemaAgreementTests.now, cpus: 1, memory: 1 << 30, disk: 1 << 30, algorithm: "best-fit")
        (decision.operation, decision.host, decision.hosts, decision.fitting) = (UUID(), "node1", 2, 1)
        decision.refusals = [.init(rule: "cpus", hosts: 1)]
        var verdict = PlacementDecision.Verdict(
            host: "node1", score: 0.5, parts: [.init(name: "pack", value: 0.5, weight: 1)])
        (verdict.rule, verdict.reason) = ("cpus", "wants 4 CPUs, 2 are free")
        decision.verdicts = [verdict]
        decision.shadow = .init(algorithm: "worst-fit", host: "node2", agrees: false)
        decision.notes = ["a note"]
        return decision
    }

    @Test func `every answer encodes to what its schema shows`() throws {
        let list = PlacementDecisions(algorithm: "best-fit", shadow: "worst-fit", decisions: [Self.decision])
        let capacity = EstateCapacity(
            hosts: 2, open: 1, algorithm: "best-fit", cpus: .init(capacity: 8, allocated: 1),
            memory: .init(capacity: 8, allocated: 1),
            instanceTypes: [.init(instanceType: "small", cpus: 1, memory: 1, disk: 1, fit: 7)],
            without: .init(host: "node1", machines: [.init(vm: "web", to: "node2", reason: "cpus 2")]))
        #expect(try ResourceSchemas.placementDecision.faults(ofSample: Self.decision, complete: true) == [])
        #expect(try ResourceSchemas.placementDecisions.faults(ofSample: list, complete: true) == [])
        #expect(try ResourceSchemas.capacity.faults(ofSample: capacity, complete: true) == [])
        #expect((list.compared, list.agreed) == (1, 0))
    }

    @Test func `the settings name the algorithms and keep the old figures`() throws {
        let configuration = try Configuration(
            flags: ["placement.algorithm": "mix"], file: "placement:\n  mix:\n    pack: 0.7\n")
        #expect(configuration.number("placement.mix.pack") == 0.7 && configuration.number("overcommit.cpu") == 4)
        #expect(throws: ConfigurationError.self) { try Configuration(flags: ["placement.algorithm": "best"]) }
        #expect(throws: ConfigurationError.self) { try Configuration(flags: ["placement.fallback": "external"]) }
        let labels = try Configuration(file: "overcommit:\n  labels:\n    - rack=a1 cpu=2\n    - tier=lab cpu=8\n")
        #expect(labels.list("overcommit.labels") == ["rack=a1 cpu=2", "tier=lab cpu=8"])
    }
}
