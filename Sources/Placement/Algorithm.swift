/// How one of the hosts that fit is chosen.
public enum Algorithm: Hashable, Sendable {
    /// The first host in order.
    case firstFit
    /// The next host in order, after the one that was chosen last.
    case roundRobin
    /// The freer of two hosts drawn by lot.
    case randomOfTwo
    /// The best host by one measure, or by several with weights.
    case scored(Mix)

    /// The fullest afterwards.
    public static let bestFit = Algorithm.scored(Mix([.pack: 1]))
    /// The freest afterwards.
    public static let worstFit = Algorithm.scored(Mix([.spread: 1]))
    public static let dotProduct = Algorithm.scored(Mix([.dotProduct: 1]))
    public static let l2Residual = Algorithm.scored(Mix([.l2Residual: 1]))
    public static let balance = Algorithm.scored(Mix([.balance: 1]))

    /// The words of configuration and requests; `mix` has weights beside.
    public static let named: [(name: String, algorithm: Algorithm)] = [
        ("first-fit", .firstFit), ("best-fit", .bestFit), ("worst-fit", .worstFit), ("round-robin", .roundRobin),
        ("dot-product", .dotProduct), ("l2-residual", .l2Residual), ("balance", .balance),
        ("random-of-two", .randomOfTwo),
    ]

    /// The algorithm of a name; `pack` and `spread` are best and worst fit.
    public init?(named name: String) {
        let name = ["pack": "best-fit", "spread": "worst-fit"][name] ?? name
        guard let found = Self.named.first(where: { $0.name == name }) else { return nil }
        self = found.algorithm
    }

    /// Its name, with the weights of a mix and of its guard.
    public var name: String {
        if let known = Self.named.first(where: { $0.algorithm == self }) { return known.name }
        guard case .scored(let mix) = self else { return "" }
        let weights = mix.weights.map { "\($0.criterion.rawValue)=\($0.weight)" }
        let guarded = mix.guarded.map { ["guard=\($0.weight)"] } ?? []
        return "mix(" + (weights + guarded).joined(separator: ",") + ")"
    }

    /// What hosts are compared by, also where something else decides.
    var mix: Mix? { if case .scored(let mix) = self { mix } else { nil } }
}

/// What a host can be measured by; each value lies between 0 and 1, and higher is better.
public enum Criterion: String, Codable, CaseIterable, Sendable {
    /// One less the share that stays free.
    case pack
    /// The share that stays free.
    case spread
    /// One less the deviation between the use of CPUs, memory and disk: no resource is left that the others cannot follow.
    case balance
    /// What is asked times what is free (Tetris): hosts rich in what is asked.
    case dotProduct
    /// One less the length of what stays free (L2 norm of the residual): nothing is left in any resource.
    case l2Residual
}

/// Measures with weights, and a guard for the last large slot.
public struct Mix: Hashable, Sendable {
    public struct Weighted: Hashable, Sendable {
        public var criterion: Criterion
        public var weight: Double
    }

    /// In the order of ``Criterion``, without those of no weight.
    public let weights: [Weighted]
    /// What a host loses in score when it could take one such machine before and cannot afterwards.
    public var guarded: Guard?

    public struct Guard: Hashable, Sendable {
        public var slot: Resources
        public var weight: Double

        public init(slot: Resources, weight: Double) { (self.slot, self.weight) = (slot, weight) }
    }

    public init(_ weights: [Criterion: Double], guarded: Guard? = nil) {
        self.weights = Criterion.allCases.compactMap { measure in
            weights[measure].flatMap { $0 == 0 || !$0.isFinite ? nil : Weighted(criterion: measure, weight: $0) }
        }
        self.guarded = guarded
    }
}
