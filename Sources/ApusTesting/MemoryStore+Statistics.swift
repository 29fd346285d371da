import ApusCore
import ApusModel

extension MemoryStore: StatisticsStore {
    public func append(_ rows: [StatisticsRow]) async throws {
        try writable()
        for row in rows { statistics[row.key, default: [:]][row.time] = row }
    }

    public func statistics(of key: HostedKey, in times: Range<Int64>) async throws -> [StatisticsRow] {
        (statistics[key] ?? [:]).values.filter { times.contains($0.time) }.sorted { $0.time < $1.time }
    }

    public func pruneStatistics(before time: Int64) async throws {
        try writable()
        for key in Array(statistics.keys) { statistics[key] = statistics[key]?.filter { $0.key >= time } }
    }
}
