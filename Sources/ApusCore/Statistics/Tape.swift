import ApusModel
import FoundationEssentials

/// The last hour of one host: the times it was measured at, and the values of each machine (and of the host) at those times.
struct Tape {
    /// What is kept of one machine, or of the host.
    struct Track {
        var last: Counters
        var instant: ContinuousClock.Instant
        var current = Usage.unknown
        /// As many codes for each tick as there are measures.
        var codes: [UInt16]
        var rollup = Rollup()
        /// The last tick it was in.
        var seen: Int
    }

    private static let width = Measure.allCases.count
    private let capacity: Int
    private var ticks = 0
    /// Seconds since 1970, by tick.
    private var times: [Double]
    private(set) var tracks: [UUID: Track] = [:]
    /// When the host was last measured.
    private(set) var instant = ContinuousClock.now
    /// The five minutes that are gathered, as their number since 1970.
    private var period: Int64?

    init(capacity: Int) {
        self.capacity = max(capacity, 1)
        times = Array(repeating: -.infinity, count: self.capacity)
    }

    /// Takes a sample over.
    /// - Returns: the five minutes that ended with it.
    mutating func record(
        _ sample: HostSample, of host: Host, cpus: (UUID) -> Int, at now: Date
    ) -> [StatisticsRow] {
        let ended = turn(to: now, host: host.id)
        times[ticks % capacity] = now.timeIntervalSince1970
        instant = sample.instant
        var traffic = Usage.unknown
        for (id, counters) in sample.machines {
            traffic.addTraffic(of: add(counters, of: id, cpus: cpus(id), sample.instant))
        }
        add(sample.host, of: host.id, cpus: host.cpus, sample.instant, traffic)
        for id in Array(tracks.keys) where tracks[id]?.seen != ticks { miss(id) }
        ticks += 1
        return ended
    }

    @discardableResult
    private mutating func add(
        _ counters: Counters, of id: UUID, cpus: Int, _ instant: ContinuousClock.Instant,
        _ traffic: Usage = .unknown
    ) -> Usage {
        var track =
            tracks.removeValue(forKey: id)
            ?? Track(
                last: counters, instant: instant,
                codes: Array(repeating: PackedValue.unknown, count: capacity * Self.width), seen: ticks)
        let seconds = track.instant.duration(to: instant) / .seconds(1)
        var usage = Usage(from: track.last, to: counters, seconds: seconds, cpus: cpus)
        usage.addTraffic(of: traffic)
        track.last = counters
        track.instant = instant
        track.current = usage
        track.seen = ticks
        track.rollup.add(usage)
        write(usage, to: &track)
        tracks[id] = track
        return usage
    }

    /// One that did not run: after an hour nothing is left of it.
    private mutating func miss(_ id: UUID) {
        guard var track = tracks.removeValue(forKey: id), ticks - track.seen < capacity else { return }
        track.current = .unknown
        write(.unknown, to: &track)
        tracks[id] = track
    }

    private func write(_ usage: Usage, to track: inout Track) {
        let begin = ticks % capacity * Self.width
        for place in 0..<Self.width { track.codes[begin + place] = PackedValue.pack(usage.values[place]) }
    }

    /// Ends the five minutes that are over, whichever way the clock went.
    private mutating func turn(to now: Date, host: UUID) -> [StatisticsRow] {
        let period = Int64(exactly: (now.timeIntervalSince1970 / Double(Rollup.length)).rounded(.down)) ?? 0
        guard let last = self.period else {
            self.period = period
            return []
        }
        guard last != period else { return [] }
        self.period = period
        return close(last, host)
    }

    /// What is gathered, as far as it is, which begins anew.
    mutating func close(host: UUID) -> [StatisticsRow] { period.map { close($0, host) } ?? [] }

    private mutating func close(_ period: Int64, _ host: UUID) -> [StatisticsRow] {
        Array(tracks.keys).compactMap { id in
            guard let rollup = tracks[id]?.rollup, !rollup.isEmpty else { return nil }
            tracks[id]?.rollup = Rollup()
            return StatisticsRow(
                key: HostedKey(host: host, id: id), time: period * Rollup.length, samples: rollup.bytes)
        }
    }

    /// What is known of one in a range of time, with the first time of all that is kept.
    func points(of id: UUID, in range: Range<Double>) -> [(time: Double, usage: Usage)] {
        guard let codes = tracks[id]?.codes else { return [] }
        return times.enumerated().compactMap { slot, time in
            guard range.contains(time) else { return nil }
            let begin = slot * Self.width
            return (time, Usage(packed: codes[begin..<begin + Self.width]))
        }
    }

    /// When the oldest kept tick was; nil before the first.
    var start: Double? { times.filter(\.isFinite).min() }
}
