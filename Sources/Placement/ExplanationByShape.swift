extension Fleet {
    /// What ``explain(_:by:limit:where:)`` says of many hosts, with a look at each shape instead of each host.
    func explainByShape(
        _ demand: Demand, _ algorithm: Algorithm, _ limit: Int, _ own: OwnRule
    ) -> Explanation {
        var explanation = Explanation()
        explanation.hosts = count
        var refused = closedEntries(limit, &explanation)
        var best = Best(limit: limit)
        let mix = algorithm.mix ?? .spread
        for (index, shape) in shapes.shapes.enumerated() {
            let hosts = shapes.places[index].count
            if shape.takes(demand.size) {
                explanation.fitting += hosts
                best.offer(mix.score(shape, demand.size), shapes.places[index])
            } else if let host = places[Int(shapes.places[index][0])], let refusal = host.sizeRefusal(of: demand.size) {
                explanation.refusals[refusal.rule, default: 0] += hosts
                for place in shapes.places[index].prefix(max(limit - refused.count, 0)) {
                    if let host = places[Int(place)] { refused.append(.init(host: host, verdict: .refused(refusal))) }
                }
            }
        }
        judge(best.places, demand, algorithm, limit, own, &explanation, &refused)
        explanation.entries += refused
        return explanation
    }

    private func closedEntries(_ limit: Int, _ explanation: inout Explanation) -> [Explanation.Entry] {
        guard !closed.isEmpty else { return [] }
        explanation.refusals["closed"] = closed.count
        return closed.sorted().prefix(limit).compactMap { place in
            places[place].flatMap { host in
                host.closed.map { .init(host: host, verdict: .refused(.closed($0))) }
            }
        }
    }
}

/// The best few of many, in order, without sorting the rest.
private struct Best {
    let limit: Int
    private var kept: [(score: Double, place: Int)] = []

    init(limit: Int) { self.limit = limit }

    var places: [Int] { kept.map(\.place) }

    mutating func offer(_ score: Double, _ candidates: [Int32]) {
        for place in candidates {
            let place = Int(place)
            if kept.count >= limit {
                guard let last = kept.last, (last.score, place) < (score, last.place) else { return }
                kept.removeLast()
            }
            let index = kept.firstIndex { ($0.score, place) < (score, $0.place) } ?? kept.count
            kept.insert((score, place), at: index)
        }
    }
}
