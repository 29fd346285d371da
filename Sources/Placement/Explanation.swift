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

        public var fits: Bool { if case .fits = verdict { true } else { false } }
    }

    /// The best first, then those that were refused, in their order; at most as many as asked for of each.
    public var entries: [Entry] = []
    /// All hosts, and how many of them fit.
    public var hosts = 0
    public var fitting = 0
    /// How many hosts each rule refused.
    public var refusals: [String: Int] = [:]

    /// The hosts that fit, best first.
    public var choices: [Entry] { entries.filter(\.fits) }
}

extension Fleet {
    /// Judges every host. At most `limit` hosts that fit and `limit` that do not are listed; all are counted.
    ///
    /// Hosts of one shape are judged by size together, so the cost grows with the shapes; only constraints make it look at single
    /// hosts. Reasons are made for those that are listed.
    /// - Parameters:
    ///   - limit: also how many of the hosts that fit are put to the caller's own rule, best first.
    public func explain(
        _ demand: Demand, by algorithm: Algorithm, limit: Int = .max, where own: OwnRule = { _ in nil }
    ) -> Explanation {
        var survey = Survey(limit: limit)
        if let only = demand.host {
            survey(self, only, demand)
        } else {
            survey(self, demand, algorithm)
        }
        return judged(survey, demand, algorithm, own)
    }

    /// The host that ``choose(_:by:using:where:)`` would take, where an explanation by the same algorithm tells it already.
    public func choice(of explanation: Explanation, by algorithm: Algorithm) -> Candidate? {
        guard case .scored = algorithm, let first = explanation.entries.first, first.fits else { return nil }
        return first.host
    }

    /// Puts the best to the caller's rule, and words what is listed.
    private func judged(
        _ survey: Survey, _ demand: Demand, _ algorithm: Algorithm, _ own: OwnRule
    ) -> Explanation {
        var explanation = Explanation()
        (explanation.hosts, explanation.fitting) = (count, survey.fits)
        explanation.refusals = survey.refusals
        let present = present(demand.affinity)
        var refused: [Explanation.Entry] = survey.refused.places.compactMap { place in
            places[place].flatMap { host in
                host.refusal(of: demand, present: present).map { .init(host: host, verdict: .refused($0)) }
            }
        }
        let mix = algorithm.shownMix
        for host in survey.fitting.places.compactMap({ places[$0] }) {
            if let refusal = own(host) {
                explanation.fitting -= 1
                explanation.refusals[refusal.rule, default: 0] += 1
                if refused.count < survey.limit { refused.append(.init(host: host, verdict: .refused(refusal))) }
            } else {
                let (shape, size) = (Shape(host), demand.size)
                explanation.entries.append(
                    .init(host: host, verdict: .fits(score: mix.score(shape, size), parts: mix.parts(shape, size))))
            }
        }
        explanation.entries += refused
        return explanation
    }
}

extension Algorithm {
    /// What its hosts are shown with; nothing where order alone decides.
    var shownMix: Mix {
        switch self {
        case .firstFit, .roundRobin: Mix([:])
        case .randomOfTwo: .spread
        case .scored(let mix): mix
        }
    }
}
