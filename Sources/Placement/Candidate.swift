import FoundationEssentials

/// A host as placement sees it: what it can promise and what it has promised already.
public struct Candidate: Hashable, Sendable {
    public var id: UUID
    public var name: String
    /// What may be promised, overcommit and reserve counted in; ``Resources/unlimited`` where it is not known.
    public var capacity: Resources
    public var allocated: Resources
    /// The most virtual CPUs one machine may have there: the host's own threads.
    public var cpusPerMachine: Int64
    public var labels: [String: String]
    /// How many machines of each tag are there, for affinity.
    public var members: [String: Int]
    /// Why it takes no machines at all (unreachable, disabled, …), in words; nil when it does.
    public var closed: String?

    public init(
        id: UUID, name: String, capacity: Resources, allocated: Resources = .zero, cpusPerMachine: Int64? = nil,
        labels: [String: String] = [:], members: [String: Int] = [:], closed: String? = nil
    ) {
        self.id = id
        self.name = name
        self.capacity = capacity
        self.allocated = allocated
        self.cpusPerMachine = cpusPerMachine ?? capacity.cpus
        self.labels = labels
        self.members = members
        self.closed = closed
    }

    /// What is left to promise; below zero on an overfull host.
    public var free: Resources { capacity - allocated }
}

/// What a machine needs.
public struct Demand: Hashable, Sendable {
    public var size: Resources
    /// Fixes the host.
    public var host: UUID?
    /// Labels the host must have, with these values.
    public var labels: [String: String]
    /// Tags: the machine goes where machines of each are, once there are any.
    public var affinity: [String]
    /// Tags: the machine goes where no machine has one of them.
    public var antiAffinity: [String]
    /// Its own tags, which it brings to the host it is put on.
    public var tags: [String]

    public init(
        _ size: Resources, host: UUID? = nil, labels: [String: String] = [:], affinity: [String] = [],
        antiAffinity: [String] = [], tags: [String] = []
    ) {
        self.size = size.clamped
        self.host = host
        self.labels = labels
        self.affinity = affinity
        self.antiAffinity = antiAffinity
        self.tags = tags
    }

    /// Whether a host's size alone does not decide.
    var hasConstraints: Bool { host != nil || !labels.isEmpty || !affinity.isEmpty || !antiAffinity.isEmpty }
}
