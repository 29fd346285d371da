import FoundationEssentials

extension Fleet {
    /// How many more machines of one size fit. The order in which one size is placed does not matter, so this is the count of
    /// every algorithm.
    public func slots(of demand: Demand) -> Int {
        let present = present(demand.affinity)
        var total = 0
        for host in hosts {
            guard host.refusal(of: demand, present: present) == nil else { continue }
            total += host.slots(of: demand)
        }
        return total
    }

    /// Takes a host away and places its machines on the others: the largest first, each by `algorithm`.
    /// Those with affinity come last.
    /// - Parameter own: a rule of the caller, asked about each machine and host.
    @discardableResult
    public mutating func evacuate<ID: Sendable>(
        _ host: UUID, _ machines: [(id: ID, demand: Demand)], by algorithm: Algorithm,
        using generator: inout some RandomNumberGenerator, where own: (ID, Candidate) -> Refusal? = { _, _ in nil }
    ) -> [Evacuation<ID>] {
        let capacity = self[host]?.capacity ?? .zero
        remove(host)
        // Who wants to be with others comes after them.
        let ordered = machines.map { (machine: $0, share: $0.demand.size.dominantShare(of: capacity)) }
            .sorted { left, right in
                let (first, second) = (left.machine.demand.affinity.isEmpty, right.machine.demand.affinity.isEmpty)
                return first == second ? right.share < left.share : first
            }.map(\.machine)
        return ordered.map { machine in
            let rule = { own(machine.id, $0) }
            guard let target = choose(machine.demand, by: algorithm, using: &generator, where: rule) else {
                return .init(id: machine.id, refusals: explain(machine.demand, by: algorithm, where: rule).refusals)
            }
            take(machine.demand, on: target.id)
            return .init(id: machine.id, to: target)
        }
    }
}

/// Where a machine of a host that went would go.
public struct Evacuation<ID: Sendable>: Sendable {
    public var id: ID
    /// nil where it fits nowhere.
    public var to: Candidate?
    /// How many hosts each rule refused, where all did.
    public var refusals: [String: Int] = [:]
}

extension Candidate {
    func slots(of demand: Demand) -> Int {
        // A machine that wants none of its own kind beside it fits once.
        if demand.tags.contains(where: demand.antiAffinity.contains) { return 1 }
        let (free, size) = (free, demand.size)
        let counts = [(free.cpus, size.cpus), (free.memory, size.memory), (free.disk, size.disk)].compactMap {
            free, size in
            size > 0 && free != Resources.unlimited ? free / size : nil
        }
        return Int(clamping: min(counts.min() ?? 0, 1 << 32))
    }
}

extension Resources {
    /// The largest share that it takes of any resource.
    func dominantShare(of capacity: Resources) -> Double {
        [(cpus, capacity.cpus), (memory, capacity.memory), (disk, capacity.disk)].map { part, whole in
            whole > 0 && whole != Self.unlimited ? Double(part) / Double(whole) : 0
        }.max() ?? 0
    }
}

/// A small generator of random numbers (SplitMix64) whose seed makes a run repeatable.
public struct SeededGenerator: RandomNumberGenerator, Sendable {
    private var state: UInt64

    public init(seed: UInt64) { state = seed }

    public mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return mixed ^ (mixed >> 31)
    }
}
