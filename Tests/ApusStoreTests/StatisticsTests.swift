import ApusCore
import ApusModel
import ApusTesting
import Foundation
import GRDB
import Testing

@testable import ApusStore

@Suite(.timeLimit(.minutes(1))) struct StatisticsStoreTests {
    private let folder = Folder()
    private let key = HostedKey(host: UUID(), id: UUID())

    private func row(_ key: HostedKey, _ time: Int64, _ byte: UInt8) -> StatisticsRow {
        StatisticsRow(key: key, time: time, samples: Data(repeating: byte, count: 32))
    }

    @Test(arguments: [true, false]) func `rows are read by key and time, in order`(_ isReal: Bool) async throws {
        let store: any StatisticsStore = isReal ? try folder.open() : MemoryStore()
        let other = HostedKey(host: key.host, id: key.host)
        try await store.append([row(key, 600, 2), row(key, 300, 1), row(other, 300, 9), row(key, 900, 3)])
        try await store.append([row(key, 900, 4)])
        #expect(try await store.statistics(of: key, in: 300..<900) == [row(key, 300, 1), row(key, 600, 2)])
        #expect(try await store.statistics(of: key, in: 900..<901) == [row(key, 900, 4)], "the later one counts")
        #expect(try await store.statistics(of: other, in: 0..<1000) == [row(other, 300, 9)])
        try await store.pruneStatistics(before: 900)
        #expect(try await store.statistics(of: key, in: 0..<1000) == [row(key, 900, 4)])
        #expect(try await store.statistics(of: other, in: 0..<1000).isEmpty)
    }

    @Test func `rows are there after the store is opened again, and what is forgotten leaves no name`() async throws {
        try await folder.open().append([row(key, 300, 1)])
        let store = try folder.open()
        #expect(try await store.statistics(of: key, in: 0..<1000).count == 1)
        try await store.pruneStatistics(before: 1000)
        #expect(
            try await store.read { db in
                try Int.fetchOne(db, sql: "SELECT COUNT(*) FROM statistics_subjects")
            } == 0)
    }

    @Test func `ten thousand rows are written in short transactions`() async throws {
        let store = try folder.open()
        let rows = (0..<10_000).map { _ in row(HostedKey(host: key.host, id: UUID()), 300, 1) }
        var longest = Duration.zero
        let begin = ContinuousClock.now
        for start in stride(from: 0, to: rows.count, by: 500) {
            let before = ContinuousClock.now
            try await store.append(Array(rows[start..<start + 500]))
            longest = max(longest, ContinuousClock.now - before)
        }
        print("10,000 rows in \(ContinuousClock.now - begin), the longest transaction \(longest)")
        #expect(try await store.statistics(of: rows[9_999].key, in: 300..<301).count == 1)
    }
}
