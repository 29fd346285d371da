import FoundationEssentials

/// What an external placement program reads on its standard input.
public struct ProgramQuestion: Codable, Sendable {
    public struct Machine: Codable, Sendable {
        public var name: String
        public var cpus: Int64
        public var memory: Int64
        public var disk: Int64
        public var tags: [String]
    }

    /// A host that the machine fits on; figures are what may be promised, and how much of it is left. `disk` may be absent.
    public struct Host: Codable, Sendable {
        public struct Amount: Codable, Sendable {
            public var capacity: Int64
            public var free: Int64
        }

        public var id: UUID
        public var name: String
        public var cpus: Amount
        public var memory: Amount
        public var disk: Amount?
        public var labels: [String: String]
        public var tags: [String: Int]
    }

    /// The form of this document; it grows when a reader would misunderstand.
    public var version = 1
    public var request: Machine
    public var hosts: [Host]
    /// Hosts that the machine does not fit on, for a program that weighs the whole estate; it must not name them.
    public var others: [Host]

    public init(
        name: String, _ demand: Demand, _ hosts: some Sequence<Candidate>, others: some Sequence<Candidate> = []
    ) {
        request = Machine(
            name: name, cpus: demand.size.cpus, memory: demand.size.memory, disk: demand.size.disk, tags: demand.tags)
        self.hosts = hosts.map(Host.init)
        self.others = others.map(Host.init)
    }

    /// All hosts of an estate, as the machine fits on them.
    public init(name: String, _ demand: Demand, _ fleet: Fleet) {
        let entries = fleet.explain(demand, by: .firstFit).entries
        self.init(
            name: name, demand, entries.lazy.filter(\.fits).map(\.host),
            others: entries.lazy.filter { !$0.fits }.map(\.host))
    }
}

extension ProgramQuestion.Host {
    init(_ host: Candidate) {
        (id, name, labels, tags) = (host.id, host.name, host.labels, host.members)
        cpus = .init(capacity: host.capacity.cpus, free: host.free.cpus)
        memory = .init(capacity: host.capacity.memory, free: host.free.memory)
        disk =
            host.capacity.disk == Resources.unlimited
            ? nil : .init(capacity: host.capacity.disk, free: host.free.disk)
    }
}

/// What is wrong with a program's answer, in words.
public struct ProgramFault: Error, Hashable, Sendable, CustomStringConvertible {
    public let description: String

    public init(_ description: String) { self.description = description }
}

extension ProgramQuestion {
    /// The ranking that a program wrote: a JSON array of names or ids of hosts it was told of, best first. It may leave hosts out,
    /// which are then not used.
    public func ranking(in answer: Data) throws(ProgramFault) -> [UUID] {
        guard let words = try? JSONDecoder().decode([String].self, from: answer) else {
            throw ProgramFault("its answer is not a JSON array of hosts' names")
        }
        var known: [String: UUID] = [:]
        for host in hosts {
            known[host.name] = host.id
            known[host.id.uuidString.lowercased()] = host.id
        }
        var ranking: [UUID] = []
        var seen: Set<UUID> = []
        for word in words {
            guard let id = known[word] ?? known[word.lowercased()] else {
                let doesNotFit = others.contains { $0.name == word || $0.id.uuidString == word.uppercased() }
                let fault = doesNotFit ? "on which the machine does not fit" : "that it was not told of"
                throw ProgramFault("it named a host \(fault): \(word.debugDescription.prefix(80))")
            }
            if seen.insert(id).inserted { ranking.append(id) }
        }
        return ranking
    }
}
