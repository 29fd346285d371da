import FoundationEssentials

extension Fleet {
    /// A rule of the caller beside those of placement; it is asked about few hosts, and may be slow.
    public typealias OwnRule = (Candidate) -> Refusal?

    /// The host that `algorithm` puts the machine on; nil where it fits nowhere. Nothing is promised yet.
    ///
    /// The cost grows with the logarithm of the hosts for first fit, round robin and random of two, and with the different shapes
    /// of hosts for all others; only constraints make it look at single hosts.
    public mutating func choose(
        _ demand: Demand, by algorithm: Algorithm, using generator: inout some RandomNumberGenerator,
        where own: OwnRule = { _ in nil }
    ) -> Candidate? {
        let present = present(demand.affinity)
        let accepts = { [places] (place: Int) in
            guard let host = places[place] else { return false }
            return host.refusal(of: demand, present: present) == nil && own(host) == nil
        }
        guard let place = place(demand, algorithm, &generator, accepts) else { return nil }
        next = place + 1
        return places[place]
    }

    private func place(
        _ demand: Demand, _ algorithm: Algorithm, _ generator: inout some RandomNumberGenerator,
        _ accepts: (Int) -> Bool
    ) -> Int? {
        if let host = demand.host {
            return known[host].flatMap { accepts($0) ? $0 : nil }
        }
        switch algorithm {
        case .firstFit: return free.first(from: 0, with: demand.size, where: accepts)
        case .roundRobin: return after(next, demand, accepts)
        case .randomOfTwo: return freerOfTwo(demand, &generator, accepts)
        case .scored(let mix): return best(demand, mix, accepts)
        }
    }

    private func after(_ start: Int, _ demand: Demand, _ accepts: (Int) -> Bool) -> Int? {
        free.first(from: start, with: demand.size, where: accepts)
            ?? (start > 0 ? free.first(from: 0, with: demand.size, where: accepts) : nil)
    }

    /// Two lots among all places; a place that does not fit stands for the next that does.
    private func freerOfTwo(
        _ demand: Demand, _ generator: inout some RandomNumberGenerator, _ accepts: (Int) -> Bool
    ) -> Int? {
        guard !places.isEmpty else { return nil }
        let drawn = (0..<2).compactMap { _ in
            after(Int.random(in: 0..<places.count, using: &generator), demand, accepts)
        }
        return drawn.max { left, right in
            (spread(left, demand), right) < (spread(right, demand), left)
        }
    }

    private func spread(_ place: Int, _ demand: Demand) -> Double {
        places[place].map { Mix.spread.score(Shape($0), demand.size) } ?? 0
    }

    private func best(_ demand: Demand, _ mix: Mix, _ accepts: (Int) -> Bool) -> Int? {
        var (best, top) = (-1, -Double.infinity)
        for (index, shape) in shapes.shapes.enumerated() where shape.takes(demand.size) {
            let score = mix.score(shape, demand.size)
            if score > top || (score == top && shapes.places[index][0] < shapes.places[best][0]) {
                (best, top) = (index, score)
            }
        }
        guard best >= 0 else { return nil }
        let place = Int(shapes.places[best][0])
        return accepts(place) ? place : bestAccepted(demand, mix, accepts)
    }

    /// The way for the few cases where the first of the best shape is not accepted.
    private func bestAccepted(_ demand: Demand, _ mix: Mix, _ accepts: (Int) -> Bool) -> Int? {
        let ranked = shapes.shapes.indices.filter { shapes.shapes[$0].takes(demand.size) }
            .map { (score: mix.score(shapes.shapes[$0], demand.size), index: $0) }
            .sorted { $1.score < $0.score }
        var found: (score: Double, place: Int)?
        for (score, index) in ranked {
            if let found, score < found.score { break }
            let limit = found?.place ?? .max
            let place = shapes.places[index].lazy.map { Int($0) }.prefix { $0 < limit }.first(where: accepts)
            if let place { found = (score, place) }
        }
        return found?.place
    }
}

extension Mix {
    static let spread = Mix([.spread: 1])
}
