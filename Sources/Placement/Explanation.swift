/// Why a machine goes where it goes: for each host the score, or the rule that refused it.
public struct Explanation: Sendable {
    public enum Verdict: Hashable, Sendable {
        /// Higher is better; `parts` are what it is made of.
        case fits(score: Double, parts: [Mix.Part])
        case refused(Refusal)
    }

    public struct Entry: Hashable, Sendable {
        public var host: Candidate
        public var verdict: Verdict
    }

    /// The best first, then those that were refused, in their order; at most as many as asked for of each.
    public var entries: [Entry] = []
    /// All hosts, and how many of them fit.
    public var hosts = 0
    public var fitting = 0
    /// How many hosts each rule refused.
    public var refusals: [String: Int] = [:]

    /// The hosts that fit, best first.
    public var choices: [Entry] { entries.filter { if case .fits = $0.verdict { true } else { false } } }
}

extension Fleet {
    /// Looks at every host. At most `limit` hosts that fit and `limit` that do not are listed; all are counted.
    /// - Parameters:
    ///   - limit: also how many of the hosts that fit are put to the caller's own rule, best first.
    public func explain(
        _ demand: Demand, by algorithm: Algorithm, limit: Int = .max, where own: OwnRule = { _ in nil }
    ) -> Explanation {
        if limit < count, !demand.hasConstraints, algorithm.mix != nil {
            return explainByShape(demand, algorithm, limit, own)
        }
        var explanation = Explanation()
        explanation.hosts = count
        let present = present(demand.affinity)
        var fitting: [(score: Double, order: Int, place: Int)] = []
        var refused: [Explanation.Entry] = []
        for (place, host) in places.enumerated() {
            guard let host else { continue }
            guard let refusal = host.refusal(of: demand, present: present) else {
                fitting.append((score(host, demand, algorithm), order(place, algorithm), place))
                continue
            }
            explanation.refusals[refusal.rule, default: 0] += 1
            if refused.count < limit { refused.append(.init(host: host, verdict: .refused(refusal))) }
        }
        fitting.sort { ($1.score, $0.order) < ($0.score, $1.order) }
        explanation.fitting = fitting.count
        judge(fitting.map(\.place), demand, algorithm, limit, own, &explanation, &refused)
        explanation.entries += refused
        return explanation
    }

    /// Puts the best to the caller's rule.
    func judge(
        _ fitting: [Int], _ demand: Demand, _ algorithm: Algorithm, _ limit: Int, _ own: OwnRule,
        _ explanation: inout Explanation, _ refused: inout [Explanation.Entry]
    ) {
        for place in fitting {
            guard explanation.entries.count < limit else { break }
            guard let host = places[place] else { continue }
            if let refusal = own(host) {
                explanation.fitting -= 1
                explanation.refusals[refusal.rule, default: 0] += 1
                if refused.count < limit { refused.append(.init(host: host, verdict: .refused(refusal))) }
            } else {
                let mix = algorithm.mix ?? (algorithm == .randomOfTwo ? .spread : Mix([:]))
                let (shape, size) = (Shape(host), demand.size)
                explanation.entries.append(
                    .init(host: host, verdict: .fits(score: mix.score(shape, size), parts: mix.parts(shape, size))))
            }
        }
    }

    private func score(_ host: Candidate, _ demand: Demand, _ algorithm: Algorithm) -> Double {
        switch algorithm {
        case .firstFit, .roundRobin: 0
        case .randomOfTwo: Mix.spread.score(Shape(host), demand.size)
        case .scored(let mix): mix.score(Shape(host), demand.size)
        }
    }

    private func order(_ place: Int, _ algorithm: Algorithm) -> Int {
        algorithm == .roundRobin && place < next ? place + places.count : place
    }
}
