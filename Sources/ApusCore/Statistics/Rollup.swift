import FoundationEssentials

/// Averages and maxima of five minutes, while they are gathered and as they are stored.
struct Rollup: Sendable {
    /// Seconds.
    static let length: Int64 = 300

    private var sums = SIMD8<Float>(repeating: 0)
    private var counts = SIMD8<UInt16>(repeating: 0)
    private var most = SIMD8<Float>(repeating: 0)

    init() {}

    var isEmpty: Bool { counts == SIMD8(repeating: 0) }

    mutating func add(_ usage: Usage) {
        for place in 0..<sums.scalarCount where !usage.values[place].isNaN {
            sums[place] += usage.values[place]
            counts[place] &+= 1
            most[place] = max(most[place], usage.values[place])
        }
    }

    var average: Usage { Usage(values: masked(sums / SIMD8<Float>(counts))) }
    var maximum: Usage { Usage(values: masked(most)) }

    private func masked(_ values: SIMD8<Float>) -> SIMD8<Float> {
        values.replacing(with: .nan, where: SIMD8<Float>(counts) .== 0)
    }
}

extension Rollup {
    /// 32 bytes: the averages, then the maxima, in the order of ``Measure``, low byte first.
    var bytes: Data {
        Data((average.packed + maximum.packed).flatMap { [UInt8(truncatingIfNeeded: $0), UInt8($0 >> 8)] })
    }

    /// What ``bytes`` of this or an earlier version said.
    static func read(_ bytes: Data) -> (average: Usage, maximum: Usage) {
        let bytes = [UInt8](bytes)
        let codes = stride(from: 0, to: bytes.count - bytes.count % 2, by: 2).map { place in
            UInt16(bytes[place]) | UInt16(bytes[place + 1]) << 8
        }
        let half = codes.count / 2
        return (Usage(packed: codes.prefix(half)), Usage(packed: codes.dropFirst(half)))
    }
}
