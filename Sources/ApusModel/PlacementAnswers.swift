import FoundationEssentials

/// Why a machine was put, or would be put, on a host: `GET /api/v1/placement/decisions`, `POST /api/v1/placement/explain`.
public struct PlacementDecision: Codable, Hashable, Sendable {
    /// The create operation it belongs to; nil for a dry run and where no host fitted.
    public var operation: UUID?
    /// The VM's name.
    public var vm: String
    public var at: Date
    public var cpus: Int
    /// Bytes.
    public var memory: Int64
    /// Bytes of new disks in the host's standard pool.
    public var disk: Int64
    public var algorithm: String
    /// The chosen host's name; nil when none fits.
    public var host: String?
    /// All hosts, and how many of them fit.
    public var hosts = 0
    public var fitting = 0
    /// How many hosts each rule refused.
    public var refusals: [RuleCount] = []
    /// Single hosts, the best first, then those refused; not all of a large estate.
    public var verdicts: [Verdict] = []
    public var shadow: Shadow?
    /// What its reader should know: that the external program failed and another algorithm chose.
    public var notes: [String] = []

    public struct RuleCount: Codable, Hashable, Sendable {
        public var rule: String
        public var hosts: Int

        public init(rule: String, hosts: Int) { (self.rule, self.hosts) = (rule, hosts) }
    }

    /// What was found of one host.
    public struct Verdict: Codable, Hashable, Sendable {
        public var host: String
        public var fits: Bool
        /// Higher is better; comparable within one decision only. Absent where it was refused.
        public var score: Double?
        /// What the score is the sum of: value times weight.
        public var parts: [Part]?
        /// The rule that refused it, and why in words.
        public var rule: String?
        public var reason: String?

        public init(host: String, score: Double, parts: [Part]) {
            (self.host, fits, self.score, self.parts) = (host, true, score, parts)
        }

        public init(host: String, rule: String, reason: String) {
            (self.host, fits, self.rule, self.reason) = (host, false, rule, reason)
        }
    }

    public struct Part: Codable, Hashable, Sendable {
        public var name: String
        public var value: Double
        public var weight: Double

        public init(name: String, value: Double, weight: Double) {
            (self.name, self.value, self.weight) = (name, value, weight)
        }
    }

    /// What a second algorithm would have chosen.
    public struct Shadow: Codable, Hashable, Sendable {
        public var algorithm: String
        public var host: String?
        public var agrees: Bool

        public init(algorithm: String, host: String?, agrees: Bool) {
            (self.algorithm, self.host, self.agrees) = (algorithm, host, agrees)
        }
    }

    public init(vm: String, at: Date, cpus: Int, memory: Int64, disk: Int64, algorithm: String) {
        (self.vm, self.at, self.cpus, self.memory, self.disk) = (vm, at, cpus, memory, disk)
        self.algorithm = algorithm
    }
}

/// The answer of `GET /api/v1/placement/decisions`, newest first.
public struct PlacementDecisions: Codable, Hashable, Sendable {
    public var algorithm: String
    public var shadow: String?
    public var decisions: [PlacementDecision]
    /// Of those with a shadow: how many, and in how many both chose the same host.
    public var compared: Int
    public var agreed: Int

    public init(algorithm: String, shadow: String?, decisions: [PlacementDecision]) {
        (self.algorithm, self.shadow, self.decisions) = (algorithm, shadow, decisions)
        let shadows = decisions.compactMap(\.shadow)
        (compared, agreed) = (shadows.count, shadows.count(where: \.agrees))
    }
}

/// The answer of `GET /api/v1/capacity`.
public struct EstateCapacity: Codable, Hashable, Sendable {
    public struct Amount: Codable, Hashable, Sendable {
        /// What may be promised on hosts that take machines, and what is.
        public var capacity: Int64
        public var allocated: Int64

        public init(capacity: Int64, allocated: Int64) { (self.capacity, self.allocated) = (capacity, allocated) }
    }

    public struct TypeCapacity: Codable, Hashable, Sendable {
        public var instanceType: String
        public var cpus: Int
        public var memory: Int64
        public var disk: Int64?
        /// How many more of this type alone fit.
        public var fit: Int

        public init(instanceType: String, cpus: Int, memory: Int64, disk: Int64?, fit: Int) {
            (self.instanceType, self.cpus, self.memory, self.disk, self.fit) = (instanceType, cpus, memory, disk, fit)
        }
    }

    /// What happens to the machines of a host that fails.
    public struct Failure: Codable, Hashable, Sendable {
        public struct Move: Codable, Hashable, Sendable {
            public var vm: String
            /// Where it would go; nil when it fits nowhere.
            public var to: String?
            /// The rules that refused the hosts, with how many each; nil when it goes somewhere.
            public var reason: String?

            public init(vm: String, to: String?, reason: String? = nil) {
                (self.vm, self.to, self.reason) = (vm, to, reason)
            }
        }

        public var host: String
        public var machines: [Move]
        /// How many of them fit nowhere.
        public var homeless: Int

        public init(host: String, machines: [Move]) {
            (self.host, self.machines, homeless) = (host, machines, machines.count { $0.to == nil })
        }
    }

    /// All hosts, and those that take machines.
    public var hosts: Int
    public var open: Int
    public var algorithm: String
    public var cpus: Amount
    public var memory: Amount
    /// Figures after the failure where one was asked about.
    public var instanceTypes: [TypeCapacity]
    public var without: Failure?

    public init(
        hosts: Int, open: Int, algorithm: String, cpus: Amount, memory: Amount, instanceTypes: [TypeCapacity],
        without: Failure?
    ) {
        (self.hosts, self.open, self.algorithm, self.cpus) = (hosts, open, algorithm, cpus)
        (self.memory, self.instanceTypes, self.without) = (memory, instanceTypes, without)
    }
}
