import FoundationEssentials

/// Replays requests against hosts without any server, and measures how well an algorithm packs.
public struct Simulation: Sendable {
    public var hosts: [Candidate]
    public var requests: [Demand]
    public var seed: UInt64

    public init(hosts: [Candidate], requests: [Demand], seed: UInt64 = 1) {
        (self.hosts, self.requests, self.seed) = (hosts, requests, seed)
    }

    /// What one algorithm came to. Shares are 0 to 1.
    public struct Measures: Codable, Hashable, Sendable {
        public var algorithm: String
        /// The requests in their order, once: how many found a host, and how many none.
        public var placed = 0
        public var refused = 0
        /// The share of the scarcest resource that is promised after them.
        public var packing = 0.0
        /// Hosts without any machine after them.
        public var emptyHosts = 0
        /// The scarcest resource's use when random requests met their first refusal.
        public var firstRefusal = 0.0
        /// The share of requests refused while machines come and go at ``churnLoad``.
        public var churnRefusals = 0.0
        /// The share of free memory or CPUs, whichever is larger, on hosts where not even the smallest request fits for want of the other.
        public var stranded = 0.0
        /// How many of the largest request fit after the churn.
        public var largeSlots = 0
        /// The fewest hosts, as a share, that held all requests: the 90th percentile of eleven random orders. 1 where not all fit at all.
        public var compaction = 1.0
        /// Microseconds of one decision, on average and the 99th percentile.
        public var meanMicroseconds = 0.0
        public var slowMicroseconds = 0.0
    }

    public func measure(_ algorithm: Algorithm) -> Measures {
        var measures = Measures(algorithm: algorithm.name)
        replay(algorithm, &measures)
        guard !requests.isEmpty, !hosts.isEmpty else { return measures }
        churn(algorithm, &measures)
        measures.compaction = compaction(algorithm)
        return measures
    }

    private func replay(_ algorithm: Algorithm, _ measures: inout Measures) {
        var run = Run(hosts, algorithm, seed)
        let clock = ContinuousClock()
        var times: [Double] = []
        for request in requests {
            var isPlaced = false
            let time = clock.measure { isPlaced = run.place(request) }
            times.append(Double(time.components.attoseconds) / 1e12 + Double(time.components.seconds) * 1e6)
            if isPlaced { measures.placed += 1 } else { measures.refused += 1 }
        }
        measures.packing = run.use
        measures.emptyHosts = run.fleet.count - Set(run.placed.map(\.host)).count
        measures.meanMicroseconds = times.isEmpty ? 0 : times.reduce(0, +) / Double(times.count)
        measures.slowMicroseconds = times.sorted().dropFirst(times.count * 99 / 100).first ?? 0
    }

    /// The use of the scarcest resource while machines come and go: the same for all algorithms, so that they compare.
    static let churnLoad = 0.93

    /// Fills until the first refusal, then keeps the load where machines come and go, as often as would fill it twice.
    private func churn(_ algorithm: Algorithm, _ measures: inout Measures) {
        var run = Run(hosts, algorithm, seed)
        while run.placed.count < 1_000_000, let request = run.draw(requests), !request.size.isNothing,
            run.place(request)
        {}
        measures.firstRefusal = run.use
        measures.stranded = run.stranded(smallest: requests)
        let rounds = max(100, min(run.placed.count * 2, 100_000))
        var (asked, refused) = (0, 0)
        for _ in 0..<rounds {
            run.drop()
            for _ in 0..<10 where run.use < Self.churnLoad {
                guard let request = run.draw(requests) else { break }
                asked += 1
                if !run.place(request) { refused += 1 }
            }
        }
        measures.churnRefusals = asked == 0 ? 0 : Double(refused) / Double(asked)
        let largest = requests.max { $0.size.dominantShare(of: run.total) < $1.size.dominantShare(of: run.total) }
        measures.largeSlots = largest.map { run.fleet.slots(of: Demand($0.size)) } ?? 0
    }

    /// Hosts go at random until the requests no longer fit, found by halving.
    private func compaction(_ algorithm: Algorithm) -> Double {
        guard holdsAll(hosts, algorithm, seed) else { return 1 }
        let needs = (0..<11).map { round in
            var generator = SeededGenerator(seed: seed &+ UInt64(round) &+ 100)
            let order = hosts.shuffled(using: &generator)
            var (low, high) = (0, order.count)
            while low + 1 < high {
                let middle = (low + high) / 2
                if holdsAll(Array(order.prefix(middle)), algorithm, seed) { high = middle } else { low = middle }
            }
            return Double(high) / Double(order.count)
        }
        return needs.sorted()[9]
    }

    private func holdsAll(_ hosts: [Candidate], _ algorithm: Algorithm, _ seed: UInt64) -> Bool {
        var run = Run(hosts, algorithm, seed)
        return requests.allSatisfy { run.place($0) }
    }
}
