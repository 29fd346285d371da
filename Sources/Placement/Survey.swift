import FoundationEssentials

/// A look at all hosts for one machine: counts, and the few that are told of.
struct Survey {
    let limit: Int
    /// The best that fit, and the first in order that do not.
    private(set) var fitting: Best
    private(set) var refused: Best
    private(set) var fits = 0
    private var counts = [Int](repeating: 0, count: Rule.allCases.count)

    init(limit: Int) { (self.limit, fitting, refused) = (limit, Best(limit: limit), Best(limit: limit)) }

    /// How many hosts each rule refused.
    var refusals: [String: Int] {
        Dictionary(uniqueKeysWithValues: zip(Rule.allCases, counts).filter { $0.1 > 0 }.map { ($0.name, $1) })
    }

    /// A request that names its host: the others need no look.
    mutating func callAsFunction(_ fleet: Fleet, _ only: UUID, _ demand: Demand) {
        let named = fleet.known[only]
        let present = fleet.present(demand.affinity)
        for place in fleet.places.indices where fleet.places[place] != nil {
            let isOther = place != named
            if let rule = isOther ? .otherHost : fleet.places[place]?.refusal(of: demand, present: present)?.kind {
                refuse(rule, CollectionOfOne(Int32(clamping: place)))
            } else {
                fit(0, place, order: place)
            }
        }
    }

    mutating func callAsFunction(_ fleet: Fleet, _ demand: Demand, _ algorithm: Algorithm) {
        refuse(.closed, fleet.closed.sorted().map { Int32(clamping: $0) })
        let (mix, size) = (algorithm.shownMix, demand.size)
        let (isConstrained, present) = (demand.hasConstraints, fleet.present(demand.affinity))
        let turn = algorithm == .roundRobin ? fleet.next : 0
        for (index, shape) in fleet.shapes.shapes.enumerated() {
            let places = fleet.shapes.places[index]
            if let rule = shape.lack(of: size) {
                refuse(rule, places)
                continue
            }
            let score = mix.score(shape, size)
            for place in places {
                let place = Int(place)
                if isConstrained,
                    let rule = fleet.places[place]?.constraintRefusal(of: demand, present: present)?.kind
                {
                    refuse(rule, CollectionOfOne(Int32(clamping: place)))
                } else {
                    fit(score, place, order: place < turn ? place + fleet.places.count : place)
                }
            }
        }
    }

    private mutating func fit(_ score: Double, _ place: Int, order: Int) {
        fits += 1
        fitting.offer(score, place, order: order)
    }

    private mutating func refuse(_ rule: Rule, _ places: some Collection<Int32>) {
        counts[rule.rawValue] += places.count
        for place in places where !refused.offer(0, Int(place), order: Int(place)) { break }
    }
}

/// The best few of many, in order, without sorting the rest.
struct Best {
    private struct Kept {
        var score: Double
        var order: Int
        var place: Int

        func isBefore(_ other: Kept) -> Bool {
            score > other.score || (score == other.score && order < other.order)
        }
    }

    private let limit: Int
    private var kept: [Kept] = []

    init(limit: Int) { self.limit = limit }

    var places: [Int] { kept.map(\.place) }

    /// - Returns: whether it is among the best so far.
    @discardableResult
    mutating func offer(_ score: Double, _ place: Int, order: Int) -> Bool {
        let new = Kept(score: score, order: order, place: place)
        if kept.count >= limit {
            guard let last = kept.last, new.isBefore(last) else { return false }
            kept.removeLast()
        }
        var (low, high) = (0, kept.count)
        while low < high {
            let middle = low + (high - low) / 2
            if kept[middle].isBefore(new) { low = middle + 1 } else { high = middle }
        }
        kept.insert(new, at: low)
        return true
    }
}
