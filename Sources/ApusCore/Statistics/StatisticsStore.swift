import ApusModel
import FoundationEssentials

/// Five minutes of one machine, or of a host, whose key has its own id twice.
public struct StatisticsRow: Hashable, Sendable {
    public var key: HostedKey
    /// Seconds since 1970, a multiple of 300.
    public var time: Int64
    /// What only ``Statistics`` reads.
    public var samples: Data

    public init(key: HostedKey, time: Int64, samples: Data) {
        self.key = key
        self.time = time
        self.samples = samples
    }
}

/// Where statistics of more than the last hour are kept. Losing them loses charts, nothing else.
public protocol StatisticsStore: Sendable {
    /// Adds rows; one of the same key and time is replaced.
    func append(_ rows: [StatisticsRow]) async throws
    /// The rows of a key in `times`, in order.
    func statistics(of key: HostedKey, in times: Range<Int64>) async throws -> [StatisticsRow]
    /// Forgets what is older than `time`.
    func pruneStatistics(before time: Int64) async throws
}
