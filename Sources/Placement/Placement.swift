import FoundationEssentials

/// A host as placement sees it: what it can promise and what it has promised already.
public struct Candidate: Hashable, Sendable {
    public var id: UUID
    public var name: String
    /// Whole numbers of virtual CPUs and bytes of memory that may be promised, overcommit and reserve counted in.
    public var cpus: Int
    public var memory: Int64
    public var cpusAllocated: Int
    public var memoryAllocated: Int64
    /// The most virtual CPUs one machine may have there: the host's own threads.
    public var cpusPerMachine: Int
    public var arch: String
    /// Why it takes no machines at all (unreachable, disabled, …), in words; nil when it does.
    public var closed: String?

    public init(
        id: UUID, name: String, cpus: Int, memory: Int64, cpusAllocated: Int, memoryAllocated: Int64,
        cpusPerMachine: Int, arch: String, closed: String? = nil
    ) {
        self.id = id
        self.name = name
        self.cpus = cpus
        self.memory = memory
        self.cpusAllocated = cpusAllocated
        self.memoryAllocated = memoryAllocated
        self.cpusPerMachine = cpusPerMachine
        self.arch = arch
        self.closed = closed
    }
}

/// What a machine needs.
public struct Demand: Hashable, Sendable {
    public var cpus: Int
    public var memory: Int64
    /// Fixes the host.
    public var host: UUID?

    public init(cpus: Int, memory: Int64, host: UUID? = nil) {
        self.cpus = cpus
        self.memory = memory
        self.host = host
    }
}

/// The answer of placement: hosts that fit, best first, and for each other host the rule that refused it.
public struct Ranking: Hashable, Sendable {
    public struct Choice: Hashable, Sendable {
        public var candidate: Candidate
        /// Higher is better; comparable within one ranking only.
        public var score: Double
    }
    public struct Refusal: Hashable, Sendable {
        public var host: String
        public var reason: String
    }
    public var choices: [Choice] = []
    public var refusals: [Refusal] = []
}

/// Ranks `hosts` for `demand`: filter, then spread (the host with most left afterwards wins; ties go by name).
public func rank(_ hosts: [Candidate], for demand: Demand) -> Ranking {
    var ranking = Ranking()
    for host in hosts {
        if let reason = refusal(of: host, for: demand) {
            ranking.refusals.append(.init(host: host.name, reason: reason))
        } else {
            ranking.choices.append(.init(candidate: host, score: spread(host, demand)))
        }
    }
    ranking.choices.sort { ($1.score, $0.candidate.name) < ($0.score, $1.candidate.name) }
    return ranking
}

/// The first rule that refuses `host`, in words with the figures; nil when it fits.
func refusal(of host: Candidate, for demand: Demand) -> String? {
    if let only = demand.host, only != host.id { return "the request names another host" }
    if let closed = host.closed { return closed }
    if demand.cpus > host.cpusPerMachine {
        return "wants \(demand.cpus) CPUs, the host has \(host.cpusPerMachine)"
    }
    let cpusFree = difference(host.cpus, host.cpusAllocated)
    if demand.cpus > cpusFree { return "wants \(demand.cpus) CPUs, \(max(cpusFree, 0)) are free" }
    let memoryFree = difference(host.memory, host.memoryAllocated)
    if demand.memory > memoryFree {
        return "wants \(mebibytes(demand.memory)) of memory, \(mebibytes(max(memoryFree, 0))) are free"
    }
    return nil
}

private func spread(_ host: Candidate, _ demand: Demand) -> Double {
    share(difference(difference(host.cpus, host.cpusAllocated), demand.cpus), of: host.cpus)
        + share(difference(difference(host.memory, host.memoryAllocated), demand.memory), of: host.memory)
}

/// `left - right` at the nearest number there is: hosts tell the figures, and a senseless one must not trap.
private func difference<Number: FixedWidthInteger>(_ left: Number, _ right: Number) -> Number {
    let (result, overflow) = left.subtractingReportingOverflow(right)
    return overflow ? (right < 0 ? .max : .min) : result
}

private func share<Number: BinaryInteger>(_ part: Number, of whole: Number) -> Double {
    whole > 0 ? Double(part) / Double(whole) : 0
}

private func mebibytes(_ bytes: Int64) -> String { "\(bytes / 1_048_576) MiB" }
