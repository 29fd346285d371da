import FoundationEssentials

extension Simulation {
    /// Hosts being filled by one algorithm.
    struct Run {
        var fleet: Fleet
        var placed: [(demand: Demand, host: UUID)] = []
        let total: Resources
        private var promised = Resources.zero
        private let method: Method
        private var choices: SeededGenerator
        private var lots: SeededGenerator

        init(_ hosts: [Candidate], _ method: Method, _ seed: UInt64) {
            fleet = Fleet(hosts)
            total = hosts.reduce(.zero) { $0 + $1.capacity }
            promised = hosts.reduce(.zero) { $0 + $1.allocated }
            self.method = method
            // Two of them: what is drawn must not depend on how many lots the algorithm takes.
            choices = SeededGenerator(seed: seed)
            lots = SeededGenerator(seed: seed &+ 1)
        }

        mutating func place(_ demand: Demand) async throws -> Bool {
            guard let host = try await choose(demand) else { return false }
            fleet.take(demand, on: host.id)
            placed.append((demand, host.id))
            promised = promised + demand.size
            return true
        }

        private mutating func choose(_ demand: Demand) async throws -> Candidate? {
            switch method {
            case .algorithm(let algorithm): return fleet.choose(demand, by: algorithm, using: &choices)
            case .program(let answer):
                let question = ProgramQuestion(name: "vm-\(placed.count)", demand, fleet)
                guard !question.hosts.isEmpty else { return nil }
                let ranking = try question.ranking(in: try await answer(try JSONEncoder().encode(question)))
                return ranking.first.flatMap { fleet[$0] }
            }
        }

        mutating func draw(_ requests: [Demand]) -> Demand? { requests.randomElement(using: &lots) }

        /// A random machine goes. False when there is none.
        @discardableResult
        mutating func drop() -> Bool {
            guard !placed.isEmpty else { return false }
            let index = Int.random(in: placed.indices, using: &lots)
            placed.swapAt(index, placed.count - 1)
            let gone = placed.removeLast()
            fleet.release(gone.demand, on: gone.host)
            promised = promised - gone.demand.size
            return true
        }

        /// The share of the scarcest resource.
        var use: Double { promised.dominantShare(of: total) }

        func stranded(smallest requests: [Demand]) -> Double {
            guard
                let least = requests.map(\.size).min(by: { $0.dominantShare(of: total) < $1.dominantShare(of: total) })
            else { return 0 }
            let stuck = fleet.hosts.filter { !Shape($0).takes(least) }.reduce(Resources.zero) { sum, host in
                sum + Resources(cpus: host.free.cpus, memory: host.free.memory).clamped
            }
            return Resources(cpus: stuck.cpus, memory: stuck.memory).dominantShare(of: total)
        }
    }
}

extension Resources {
    var isNothing: Bool { cpus <= 0 && memory <= 0 && disk <= 0 }
}
