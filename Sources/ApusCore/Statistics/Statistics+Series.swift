import ApusModel
import FoundationEssentials

/// A range of time in equal steps.
public struct StatisticsRange: Hashable, Sendable {
    /// Seconds since 1970, a multiple of the step.
    public let start: Int64
    public let step: Int64
    public let count: Int

    /// The most values of one series.
    static let limit = 10_000

    /// - Parameters:
    ///   - interval: seconds between two ticks.
    /// - Throws: a ``Problem`` `invalid` for a range that is none, or that has too many steps.
    public init(from: Date?, to: Date?, step: Int?, interval: Int, now: Date) throws {
        let end = min(to ?? now, now).timeIntervalSince1970
        let begin = from?.timeIntervalSince1970 ?? end - 3600
        guard begin >= 0, end > begin, end < 1e11 else {
            throw Self.fault("?from", "range", "must be before `to` and before now")
        }
        let length = end - begin
        let chosen = Int64(max(step ?? Self.step(length, interval), 1))
        let start = Int64(begin) / chosen * chosen
        let count = (Int64(end.rounded(.up)) - start + chosen - 1) / chosen
        guard count <= Self.limit else {
            throw Self.fault(
                "?step", "range", "makes \(count) values; at most \(Self.limit) are given, so take a larger one")
        }
        (self.start, self.step, self.count) = (start, chosen, Int(count))
    }

    /// Each tick of up to an hour; else whole five minutes, a few hundred of them.
    private static func step(_ length: Double, _ interval: Int) -> Int {
        guard length > 3600 else { return max(interval, 10) }
        return Int(max(1, (length / 400 / 300).rounded(.up))) * 300
    }

    private static func fault(_ pointer: String, _ code: String, _ message: String) -> Problem {
        Problem(.invalid, "The query has faults.", errors: [.init(pointer: pointer, code: code, message: message)])
    }

    var end: Int64 { start + step * Int64(count) }

    /// The steps that a span of seconds touches.
    func places(of span: Range<Int64>) -> Range<Int> {
        let first = Int((max(span.lowerBound, start) - start) / step)
        let last = Int((min(span.upperBound, end) - start + step - 1) / step)
        return min(first, count)..<max(min(last, count), min(first, count))
    }
}

extension Statistics {
    /// The series of a machine; of a host, whose key has its own id twice.
    /// - Throws: a ``Problem`` of the range or the store.
    public func series(
        of key: HostedKey, from: Date?, to: Date?, step: Int?
    ) async throws -> StatisticsSeries {
        let range = try StatisticsRange(from: from, to: to, step: step, interval: settings.interval, now: ambient.now())
        let (points, first) = state.withLock { state in
            let tape = state.tapes[key.host]
            let known = tape?.points(of: key.id, in: Double(range.start)..<Double(range.end)) ?? []
            return (known, tape?.start)
        }
        var grid = StatisticsGrid(range)
        for point in points { grid.add(point.usage, at: point.time) }
        // What the ring still has is not read from the store as well.
        let end = first.flatMap { Int64(exactly: ($0 / Double(Rollup.length)).rounded(.up) * Double(Rollup.length)) }
        let stored = range.start..<max(range.start, min(range.end, end ?? range.end))
        if !stored.isEmpty {
            let margin = stored.lowerBound - Rollup.length..<stored.upperBound
            for row in try await store.statistics(of: key, in: margin) {
                grid.add(Rollup.read(row.samples), at: row.time)
            }
        }
        return grid.series
    }
}

/// Gathers values into the steps of a range.
struct StatisticsGrid {
    private let range: StatisticsRange
    private var sums: [SIMD8<Float>]
    private var counts: [SIMD8<Float>]
    private var most: [SIMD8<Float>]

    init(_ range: StatisticsRange) {
        self.range = range
        sums = Array(repeating: SIMD8(repeating: 0), count: range.count)
        counts = sums
        most = sums
    }

    /// One tick.
    mutating func add(_ usage: Usage, at time: Double) {
        guard let second = Int64(exactly: time.rounded(.down)) else { return }
        for place in range.places(of: second..<second + 1) { add(usage, usage, to: place) }
    }

    /// Five minutes, which may fill several short steps.
    mutating func add(_ values: (average: Usage, maximum: Usage), at time: Int64) {
        for place in range.places(of: time..<time + Rollup.length) { add(values.average, values.maximum, to: place) }
    }

    private mutating func add(_ average: Usage, _ maximum: Usage, to place: Int) {
        guard sums.indices.contains(place) else { return }
        for lane in 0..<average.values.scalarCount where !average.values[lane].isNaN {
            sums[place][lane] += average.values[lane]
            counts[place][lane] += 1
            most[place][lane] = max(most[place][lane], maximum.values[lane])
        }
    }

    var series: StatisticsSeries {
        var (units, averages, maxima): ([String: String], [String: [Double?]], [String: [Double?]]) = ([:], [:], [:])
        for measure in Measure.allCases {
            let lane = measure.rawValue
            units[measure.name] = measure.unit
            averages[measure.name] = range.indices.map { value(sums[$0][lane] / counts[$0][lane], counts[$0][lane]) }
            maxima[measure.name] = range.indices.map { value(most[$0][lane], counts[$0][lane]) }
        }
        return StatisticsSeries(
            start: Date(timeIntervalSince1970: Double(range.start)), step: Int(range.step), units: units,
            series: averages, maxima: maxima)
    }

    private func value(_ value: Float, _ count: Float) -> Double? {
        count == 0 ? nil : (Double(value) * 100).rounded() / 100
    }
}

extension StatisticsRange {
    fileprivate var indices: Range<Int> { 0..<count }
}
