extension CreateVirtualMachine {
    /// How one machine is placed, beside the server's settings.
    public struct Placement: Codable, Hashable, Sendable {
        /// `best-fit`, `mix`, `external`, …; the server's when absent.
        public var algorithm: String?
        /// The weights of `mix`, by measure.
        public var mix: [String: Double]?
        /// Fixes the host, as `host` beside it does.
        public var host: String?
        /// `key=value` pairs that the host must have.
        public var labels: [String]?
        /// Tags: where machines of each are, once there are any.
        public var affinity: [String]?
        /// Tags: where no machine has one of them.
        public var antiAffinity: [String]?

        public init(algorithm: String? = nil) { self.algorithm = algorithm }

        /// What of it holds as long as the machine lives; nil where nothing does.
        public var rules: PlacementRules? {
            let rules = PlacementRules(labels: labels ?? [], affinity: affinity ?? [], antiAffinity: antiAffinity ?? [])
            return rules == PlacementRules() ? nil : rules
        }
    }
}

/// What a machine asked of its host when it was made; it holds wherever the machine is placed again.
public struct PlacementRules: Codable, Hashable, Sendable {
    /// `key=value` pairs that the host must have.
    public var labels: [String]
    /// Tags: where machines of each are, once there are any.
    public var affinity: [String]
    /// Tags: where no machine has one of them.
    public var antiAffinity: [String]

    public init(labels: [String] = [], affinity: [String] = [], antiAffinity: [String] = []) {
        (self.labels, self.affinity, self.antiAffinity) = (labels, affinity, antiAffinity)
    }
}
