import Foundation

@testable import Placement

func host(
    _ name: String, cpus: Int64 = 8, memory: Int64 = 8, taken: (Int64, Int64) = (0, 0), perMachine: Int64? = nil,
    labels: [String: String] = [:], members: [String: Int] = [:], closed: String? = nil
) -> Candidate {
    Candidate(
        id: UUID(), name: name,
        capacity: Resources(cpus: cpus, memory: memory << 30, disk: Resources.unlimited),
        allocated: Resources(cpus: taken.0, memory: taken.1 << 30), cpusPerMachine: perMachine, labels: labels,
        members: members, closed: closed)
}

func demand(_ cpus: Int64 = 1, _ memory: Int64 = 1) -> Demand { Demand(Resources(cpus: cpus, memory: memory << 30)) }

let everyAlgorithm =
    Algorithm.named.map(\.algorithm) + [
        .scored(
            Mix([.pack: 0.7, .balance: 0.3], guarded: .init(slot: Resources(cpus: 8, memory: 8 << 30), weight: 0.5)))
    ]

extension Fleet {
    /// The chosen host's name, with lots of a seed.
    mutating func pick(_ demand: Demand, _ algorithm: Algorithm, seed: UInt64 = 1) -> String? {
        var generator = SeededGenerator(seed: seed)
        return choose(demand, by: algorithm, using: &generator)?.name
    }

    /// What is said of each host, by name.
    func reasons(_ demand: Demand) -> [String: String] {
        var reasons: [String: String] = [:]
        for entry in explain(demand, by: .firstFit).entries {
            if case .refused(let refusal) = entry.verdict { reasons[entry.host.name] = refusal.words }
        }
        return reasons
    }
}

/// Hosts and machines drawn by lot.
struct Lots {
    var generator: SeededGenerator

    init(_ seed: UInt64) { generator = SeededGenerator(seed: seed) }

    mutating func number(_ range: ClosedRange<Int64>) -> Int64 { Int64.random(in: range, using: &generator) }

    mutating func host(_ name: String) -> Candidate {
        let (cpus, memory) = (number(0...32), number(0...64) << 30)
        return Candidate(
            id: UUID(), name: name,
            capacity: Resources(
                cpus: cpus, memory: memory, disk: number(0...3) == 0 ? Resources.unlimited : number(0...200) << 30),
            allocated: Resources(cpus: number(0...40), memory: number(0...64) << 30, disk: number(0...100) << 30),
            cpusPerMachine: number(1...32), labels: ["zone": "\(number(0...2))"],
            members: number(0...3) == 0 ? ["web": Int(number(1...3))] : [:],
            closed: number(0...9) == 0 ? "in maintenance" : nil)
    }

    mutating func demand() -> Demand {
        var demand = Demand(
            Resources(cpus: number(1...8), memory: number(1...16) << 30, disk: number(0...20) << 30))
        if number(0...3) == 0 { demand.labels = ["zone": "\(number(0...2))"] }
        if number(0...4) == 0 { demand.antiAffinity = ["web"] }
        if number(0...4) == 0 { demand.affinity = ["web"] }
        if number(0...2) == 0 { demand.tags = ["web"] }
        return demand
    }
}
