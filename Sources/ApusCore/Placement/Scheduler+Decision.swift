import ApusModel
import FoundationEssentials
import Placement

/// What an external program said, or what is wrong with it.
enum ProgramVerdict: Sendable {
    case ranking([UUID])
    case fault(String)
}

/// A machine to be placed.
struct PlacementCase {
    var name: String
    var demand: Demand
    var method: PlacementMethod
    /// What the program said before the choice; nil where none was asked.
    var program: ProgramVerdict?
    var at: Date
}

extension Scheduler {
    /// How many hosts that fit, and that do not, a decision lists: all of an estate up to this size.
    private static let listed = 100
    /// Of a larger estate, where the decision is made to be kept and not to be read: each host costs its words.
    private static let listedOfMany = 20

    /// Chooses a host and says why. Nothing is promised yet.
    /// - Parameter isKept: that it belongs to a machine that is made, in turn with others, and not to a dry run.
    func decide(
        _ subject: PlacementCase, _ claims: [Claim], isKept: Bool, where own: (Host) -> Refusal?
    ) -> (host: UUID?, decision: PlacementDecision) {
        func rule(_ candidate: Candidate) -> Refusal? { estate.hosts.row(candidate.id).flatMap(own) }
        return with(claims) { state in
            var notes: [String] = []
            let algorithm = guarded(algorithm(for: subject.method))
            let limit = isKept && state.fleet.count > Self.listed ? Self.listedOfMany : Self.listed
            let explanation = state.fleet.explain(subject.demand, by: algorithm, limit: limit, where: rule)
            let shadow = settings.shadow.map { method in
                var (fleet, generator, ignored) = (state.fleet, state.generator, [String]())
                let chosen = choose(subject, method, &fleet, &generator, &ignored, rule)
                return (method.name, chosen)
            }
            let known = subject.method == .external ? nil : state.fleet.choice(of: explanation, by: algorithm)
            var fleet = state.fleet
            let chosen = known ?? choose(subject, subject.method, &fleet, &state.generator, &notes, rule)
            // To ask where it would go moves no turn on.
            if isKept { state.fleet.next = fleet.next }
            var decision = PlacementDecision(subject, explanation, chosen, notes)
            decision.shadow = shadow.map {
                .init(algorithm: $0.0, host: $0.1?.name, agrees: $0.1?.id == chosen?.id)
            }
            return (chosen?.id, decision)
        }
    }

    /// What an external program is asked: the hosts that fit by size and constraints, and the others.
    func question(_ subject: PlacementCase, _ claims: [Claim]) -> ProgramQuestion {
        ProgramQuestion(name: subject.name, subject.demand, fleet(claims))
    }

    /// What stands in for a program, for scores and where it fails.
    func algorithm(for method: PlacementMethod) -> Algorithm {
        switch method {
        case .algorithm(let algorithm): algorithm
        case .external: settings.fallback
        }
    }

    /// A mix looks after the last slots for the largest instance type.
    func guarded(_ algorithm: Algorithm) -> Algorithm {
        guard case .scored(var mix) = algorithm, mix.weights.count > 1, settings.guardWeight > 0 else {
            return algorithm
        }
        let largest = estate.instanceTypes.rows().max { ($0.memory, $0.cpus) < ($1.memory, $1.cpus) }
        mix.guarded = largest.map {
            .init(slot: Resources(cpus: Int64($0.cpus), memory: $0.memory), weight: settings.guardWeight)
        }
        return .scored(mix)
    }

    private func choose(
        _ subject: PlacementCase, _ method: PlacementMethod, _ fleet: inout Fleet,
        _ generator: inout SystemRandomNumberGenerator, _ notes: inout [String], _ rule: Fleet.OwnRule
    ) -> Candidate? {
        guard method == .external else {
            return fleet.choose(
                subject.demand, by: guarded(algorithm(for: method)), using: &generator, where: rule)
        }
        switch subject.program {
        case .ranking(let ranking):
            for id in ranking {
                var only = subject.demand
                guard only.host == nil || only.host == id else { continue }
                only.host = id
                if let host = fleet.choose(only, by: .firstFit, using: &generator, where: rule) { return host }
            }
            // Where no host fits at all there was nothing to name.
            if fleet.choose(subject.demand, by: .firstFit, using: &generator, where: rule) != nil {
                notes.append(
                    "none of the \(ranking.count) hosts that the placement program named fits; \(settings.fallback.name) chose"
                )
            }
        case .fault(let words): notes.append("the placement program failed: \(words); \(settings.fallback.name) chose")
        case nil: notes.append("no placement program is set; \(settings.fallback.name) chose")
        }
        return fleet.choose(subject.demand, by: guarded(settings.fallback), using: &generator, where: rule)
    }
}

extension PlacementDecision {
    init(_ subject: PlacementCase, _ explanation: Explanation, _ chosen: Candidate?, _ notes: [String]) {
        let size = subject.demand.size
        self.init(
            vm: subject.name, at: subject.at, cpus: Int(clamping: size.cpus), memory: size.memory, disk: size.disk,
            algorithm: subject.method.name)
        (host, hosts, fitting, self.notes) = (chosen?.name, explanation.hosts, explanation.fitting, notes)
        refusals = explanation.refusals.sorted { ($1.value, $0.key) < ($0.value, $1.key) }
            .map { .init(rule: $0.key, hosts: $0.value) }
        verdicts = explanation.entries.map(Verdict.init)
        // Lots, programs and turns choose another than the first in order.
        if let name = host, let index = verdicts.firstIndex(where: { $0.host == name && $0.fits }) {
            verdicts.insert(verdicts.remove(at: index), at: 0)
        }
    }
}

extension PlacementDecision.Verdict {
    init(_ entry: Explanation.Entry) {
        switch entry.verdict {
        case .fits(let score, let parts):
            self.init(
                host: entry.host.name, score: score,
                parts: parts.map { .init(name: $0.name, value: $0.value, weight: $0.weight) })
        case .refused(let refusal):
            self.init(host: entry.host.name, rule: refusal.rule, reason: refusal.words)
        }
    }
}
