import FoundationEssentials

/// Replays requests against hosts without any server, and measures how well an algorithm packs.
public struct Simulation: Sendable {
    public var hosts: [Candidate]
    public var requests: [Demand]
    public var seed: UInt64

    public init(hosts: [Candidate], requests: [Demand], seed: UInt64 = 1) {
        (self.hosts, self.requests, self.seed) = (hosts, requests, seed)
    }

    /// What chooses.
    public enum Method: Sendable {
        case algorithm(Algorithm)
        /// A program that is asked for each request, as a server would ask it.
        case program(@Sendable (Data) async throws -> Data)

        var name: String {
            switch self {
            case .algorithm(let algorithm): algorithm.name
            case .program: "external"
            }
        }
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

    /// The request that takes the largest share of all hosts.
    public var largest: Resources? {
        let total = total
        return requests.map(\.size).max { $0.dominantShare(of: total) < $1.dominantShare(of: total) }
    }

    var total: Resources { hosts.reduce(.zero) { $0 + $1.capacity } }

    /// - Throws: a ``ProgramFault`` where a program does not answer as it must: a simulation has nothing to fall back to.
    public func measure(_ method: Method) async throws -> Measures {
        var measures = Measures(algorithm: method.name)
        try await replay(method, &measures)
        guard !requests.isEmpty, !hosts.isEmpty else { return measures }
        try await churn(method, &measures)
        measures.compaction = try await compaction(method)
        return measures
    }

    private func replay(_ method: Method, _ measures: inout Measures) async throws {
        var run = Run(hosts, method, seed)
        let clock = ContinuousClock()
        var times: [Double] = []
        for request in requests {
            let start = clock.now
            let isPlaced = try await run.place(request)
            let time = clock.now - start
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
    private func churn(_ method: Method, _ measures: inout Measures) async throws {
        var run = Run(hosts, method, seed)
        while run.placed.count < 1_000_000, let request = run.draw(requests), !request.size.isNothing {
            guard try await run.place(request) else { break }
        }
        measures.firstRefusal = run.use
        measures.stranded = run.stranded(smallest: requests)
        let rounds = max(100, min(run.placed.count * 2, 100_000))
        var (asked, refused) = (0, 0)
        for _ in 0..<rounds {
            run.drop()
            for _ in 0..<10 where run.use < Self.churnLoad {
                guard let request = run.draw(requests) else { break }
                asked += 1
                if try await !run.place(request) { refused += 1 }
            }
        }
        measures.churnRefusals = asked == 0 ? 0 : Double(refused) / Double(asked)
        measures.largeSlots = largest.map { run.fleet.slots(of: Demand($0)) } ?? 0
    }

    /// Hosts go at random until the requests no longer fit, found by halving.
    private func compaction(_ method: Method) async throws -> Double {
        guard try await holdsAll(hosts, method, seed) else { return 1 }
        var needs: [Double] = []
        for round in 0..<11 {
            var generator = SeededGenerator(seed: seed &+ UInt64(round) &+ 100)
            let order = hosts.shuffled(using: &generator)
            var (low, high) = (0, order.count)
            while low + 1 < high {
                let middle = (low + high) / 2
                let isEnough = try await holdsAll(Array(order.prefix(middle)), method, seed)
                if isEnough { high = middle } else { low = middle }
            }
            needs.append(Double(high) / Double(order.count))
        }
        return needs.sorted()[9]
    }

    private func holdsAll(_ hosts: [Candidate], _ method: Method, _ seed: UInt64) async throws -> Bool {
        var run = Run(hosts, method, seed)
        for request in requests {
            guard try await run.place(request) else { return false }
        }
        return true
    }
}
