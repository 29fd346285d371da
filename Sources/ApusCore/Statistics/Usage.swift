import ApusModel

/// The measures of one machine or host, each known or not.
public struct Usage: Hashable, Sendable {
    /// NaN is unknown.
    var values: SIMD8<Float>

    static let unknown = Usage(values: SIMD8(repeating: .nan))

    public subscript(_ measure: Measure) -> Double? {
        let value = values[measure.rawValue]
        return value.isNaN ? nil : Double(value)
    }
}

extension Usage {
    /// What happened between two readings of the same counters.
    ///
    /// A counter that is smaller than before was reset (a restart, a disk taken out): nothing is known of that time.
    init(from old: Counters, to new: Counters, seconds: Double, cpus: Int) {
        self = .unknown
        set(.memoryUsed, new.memoryUsed.map { Double($0) })
        guard seconds > 0 else { return }
        set(.cpu, Self.share(from: old, to: new, seconds: seconds, cpus: cpus))
        let rates: [(Measure, KeyPath<Counters, UInt64?>)] = [
            (.diskRead, \.diskRead), (.diskWrite, \.diskWrite), (.diskReadOps, \.diskReadOps),
            (.diskWriteOps, \.diskWriteOps), (.netReceive, \.netReceive), (.netTransmit, \.netTransmit),
        ]
        for (measure, counter) in rates {
            set(measure, Self.growth(old[keyPath: counter], new[keyPath: counter]).map { $0 / seconds })
        }
    }

    /// Percent of all processors. A little more than all is an error of measuring.
    private static func share(from old: Counters, to new: Counters, seconds: Double, cpus: Int) -> Double? {
        let capacity =
            old.cpuCapacity == nil
            ? seconds * 1e9 * Double(max(cpus, 1)) : growth(old.cpuCapacity, new.cpuCapacity)
        guard let used = growth(old.cpuTime, new.cpuTime), let capacity, capacity > 0 else { return nil }
        return min(used / capacity * 100, 100)
    }

    private static func growth(_ old: UInt64?, _ new: UInt64?) -> Double? {
        guard let old, let new, new >= old else { return nil }
        return Double(new.subtractingReportingOverflow(old).partialValue)
    }

    private mutating func set(_ measure: Measure, _ value: Double?) {
        values[measure.rawValue] = value.map { Float($0) } ?? .nan
    }

    /// Adds what a machine reads, writes, receives and sends to its host's sum.
    mutating func addTraffic(of machine: Usage) {
        for place in Measure.diskRead.rawValue..<values.scalarCount where !machine.values[place].isNaN {
            values[place] = values[place].isNaN ? machine.values[place] : values[place] + machine.values[place]
        }
    }
}
