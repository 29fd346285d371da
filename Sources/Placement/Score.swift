/// The size of a host in figures that scoring needs again and again.
struct Shape: Hashable, Sendable {
    var capacity: Resources
    var free: Resources
    var cpusPerMachine: Int64

    init(_ host: Candidate) {
        capacity = host.capacity
        free = host.free
        cpusPerMachine = host.cpusPerMachine
    }

    func takes(_ size: Resources) -> Bool { size.cpus <= cpusPerMachine && free.holds(size) }

    /// The first rule of size that refuses; nil where it takes the size.
    func lack(of size: Resources) -> Rule? {
        if takes(size) { return nil }
        if size.cpus > cpusPerMachine { return .machineSize }
        if size.cpus > free.cpus { return .cpus }
        return size.memory > free.memory ? .memory : .disk
    }
}

extension Mix {
    /// One value and what it counts.
    public struct Part: Hashable, Sendable {
        /// A measure's name, or `guard`.
        public var name: String
        public var value: Double
        public var weight: Double
    }

    /// Higher is better; comparable within one choice only.
    func score(_ shape: Shape, _ size: Resources) -> Double {
        let shares = Shares(shape, size)
        var total = 0.0
        for part in weights { total += part.weight * shares.value(part.criterion) }
        if let guarded, loses(guarded, shape, size) { total -= guarded.weight }
        return total
    }

    func parts(_ shape: Shape, _ size: Resources) -> [Part] {
        let shares = Shares(shape, size)
        var parts = weights.map {
            Part(name: $0.criterion.rawValue, value: shares.value($0.criterion), weight: $0.weight)
        }
        if let guarded, loses(guarded, shape, size) {
            parts.append(Part(name: "guard", value: -1, weight: guarded.weight))
        }
        return parts
    }

    private func loses(_ guarded: Guard, _ shape: Shape, _ size: Resources) -> Bool {
        guard shape.takes(guarded.slot) else { return false }
        var after = shape
        after.free = shape.free - size
        return !after.takes(guarded.slot)
    }
}

/// What stays free after a machine, and what it takes, as shares of the host. A resource of no known size does not count.
private struct Shares {
    private var left = SIMD4<Double>(repeating: 0)
    private var asked = SIMD4<Double>(repeating: 0)
    /// 1 where the resource counts.
    private var counts = SIMD4<Double>(repeating: 0)
    private var count = 0.0

    init(_ shape: Shape, _ size: Resources) {
        add(0, shape.capacity.cpus, shape.free.cpus, size.cpus)
        add(1, shape.capacity.memory, shape.free.memory, size.memory)
        add(2, shape.capacity.disk, shape.free.disk, size.disk)
    }

    private mutating func add(_ index: Int, _ capacity: Int64, _ free: Int64, _ size: Int64) {
        guard capacity > 0, capacity != Resources.unlimited else { return }
        left[index] = (Double(free) - Double(size)) / Double(capacity)
        asked[index] = Double(size) / Double(capacity)
        counts[index] = 1
        count += 1
    }

    func value(_ criterion: Criterion) -> Double {
        guard count > 0 else { return 0 }
        switch criterion {
        case .pack: return 1 - left.sum() / count
        case .spread: return left.sum() / count
        case .balance:
            let mean = left.sum() / count
            let off = (left - mean) * counts
            return 1 - ((off * off).sum() / count).squareRoot()
        case .dotProduct: return (asked * (left + asked)).sum() / max(asked.sum(), .leastNormalMagnitude)
        case .l2Residual: return 1 - ((left * left).sum() / count).squareRoot()
        }
    }
}
