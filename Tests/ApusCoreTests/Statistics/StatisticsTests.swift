import ApusModel
import ApusTesting
import Foundation
import Logging
import Synchronization
import Testing

@testable import ApusCore

@Suite(.timeLimit(.minutes(1))) struct StatisticsTests {
    /// Statistics of one host whose time the test moves.
    struct Bench {
        let statistics: Statistics
        let store: MemoryStore
        let estate = Estate()
        let host = ApusModel.Host(
            id: UUID(), number: 1, name: "node1", provider: UUID(), providerName: "p"
        ).with { $0.cpus = 4 }
        let clock: Moved

        final class Moved: Sendable {
            let now = Mutex(Date(timeIntervalSince1970: 1_800_000_000))
            let instant = Mutex(ContinuousClock.now)

            /// - Parameter wall: what the clock of the wall does, where that is something else.
            func pass(_ seconds: Double, wall: Double? = nil) {
                now.withLock { $0 += wall ?? seconds }
                instant.withLock { $0 += .seconds(seconds) }
            }
        }

        init(interval: Int = 10, store: MemoryStore = MemoryStore(), at clock: Moved = Moved(), days: Int = 30) {
            (self.store, self.clock) = (store, clock)
            statistics = Statistics(
                settings: .init(interval: interval, retentionDays: days), estate: estate, store: store,
                ambient: Ambient(now: { clock.now.withLock { $0 } }), logger: Logger(label: "test"),
                drivers: { _ in throw DriverError(.unreachable, "none") })
            estate.hosts.upsert([host])
        }

        var now: Date { clock.now.withLock { $0 } }

        /// One look: each machine has used so many nanoseconds, and reads as many bytes.
        func look(_ machines: [UUID: UInt64], memory: UInt64 = 0) {
            let counters = machines.mapValues { value in
                var counters = Counters()
                (counters.cpuTime, counters.diskRead, counters.memoryUsed) = (value, value, memory)
                return counters
            }
            let sample = HostSample(
                instant: clock.instant.withLock { $0 }, host: Counters(), machines: counters)
            statistics.record(sample, of: host)
        }

        func cpu(_ machine: UUID, last seconds: Double = 3600, step: Int? = nil) async throws -> [Double?] {
            let answer = try await statistics.series(
                of: HostedKey(host: host.id, id: machine), from: now - seconds, to: now, step: step)
            return answer.series["cpu"] ?? []
        }
    }

    private let vm = UUID()

    @Test func `ticks become a series with gaps where nothing was known`() async throws {
        let bench = Bench()
        for tick in 0..<6 as Range<UInt64> {
            if tick != 3 { bench.look([vm: tick * 1_000_000_000]) }
            bench.clock.pass(10)
        }
        let series = try await bench.cpu(vm, last: 60, step: 10)
        #expect(series == [nil, 10, 10, nil, 10, 10], "nothing before the second look, and the gap is bridged by time")
        #expect(bench.statistics.usage(of: HostedKey(host: bench.host.id, id: vm))?[.cpu] == 10)
    }

    @Test func `a restarted machine is a gap, not a negative rate`() async throws {
        let bench = Bench()
        for value in [5_000_000_000, 6_000_000_000, 500_000_000, 1_500_000_000] as [UInt64] {
            bench.look([vm: value])
            bench.clock.pass(10)
        }
        #expect(try await bench.cpu(vm, last: 40, step: 10) == [nil, 10, nil, 10])
    }

    @Test(arguments: [-7200.0, 7200.0])
    func `a jump of the clock of the wall does not falsify a rate`(_ jump: Double) async throws {
        let bench = Bench()
        bench.look([vm: 0])
        bench.clock.pass(10, wall: jump)
        bench.look([vm: 1_000_000_000])
        bench.clock.pass(10)
        bench.look([vm: 2_000_000_000])
        bench.clock.pass(1)
        let known = try await bench.cpu(vm, last: 300).compactMap { $0 }
        #expect(!known.isEmpty && known.allSatisfy { $0 == 10 })
    }

    @Test func `the ring keeps an hour, and longer steps give average and maximum`() async throws {
        let bench = Bench()
        var used: UInt64 = 0
        for tick in 0..<800 {
            bench.look([vm: used])
            used += tick % 2 == 0 ? 1_000_000_000 : 3_000_000_000
            bench.clock.pass(10)
        }
        let series = try await bench.cpu(vm)
        #expect(series.count == 360 && series.allSatisfy { $0 == 10 || $0 == 30 })
        let answer = try await bench.statistics.series(
            of: HostedKey(host: bench.host.id, id: vm), from: bench.now - 3600, to: bench.now, step: 600)
        #expect(answer.start.timeIntervalSince1970.truncatingRemainder(dividingBy: 600) == 0)
        #expect(answer.series["cpu"] == Array(repeating: 20, count: 7))
        #expect(answer.maxima["cpu"] == Array(repeating: 30, count: 7))
        #expect(answer.units["cpu"] == "%" && answer.units["diskRead"] == "B/s")
    }

    @Test func `what is older than the ring comes from the store, also after a restart`() async throws {
        let store = MemoryStore()
        let first = Bench(store: store)
        var used: UInt64 = 0
        for _ in 0..<90 {
            first.look([vm: used])
            used += 2_000_000_000
            first.clock.pass(10)
        }
        await first.statistics.stop()
        let second = Bench(store: store, at: first.clock)
        let key = HostedKey(host: first.host.id, id: vm)
        let answer = try await second.statistics.series(
            of: key, from: first.now - 900, to: first.now, step: 300)
        #expect(answer.series["cpu"] == [20, 20, 20])
    }

    @Test func `a store that cannot be written keeps rows waiting`() async throws {
        let bench = Bench()
        await bench.store.fail(with: Problem(.storeFull, "full"))
        for tick in 0..<61 as Range<UInt64> {
            bench.look([vm: tick * 1_000_000_000])
            bench.clock.pass(10)
        }
        await bench.statistics.save()
        let key = HostedKey(host: bench.host.id, id: vm)
        #expect(try await bench.store.statistics(of: key, in: 0..<Int64.max).isEmpty)
        await bench.store.fail(with: nil)
        await bench.statistics.save()
        #expect(try await bench.store.statistics(of: key, in: 0..<Int64.max).count == 2)
    }

    @Test func `without retention nothing is stored, and old rows go`() async throws {
        let bench = Bench(days: 0)
        for tick in 0..<61 as Range<UInt64> {
            bench.look([vm: tick])
            bench.clock.pass(10)
        }
        await bench.statistics.stop()
        let key = HostedKey(host: bench.host.id, id: vm)
        #expect(try await bench.store.statistics(of: key, in: 0..<Int64.max).isEmpty)
    }

    @Test func `a machine that ended uses nothing now and is shown for an hour`() async throws {
        let bench = Bench()
        for tick in 0..<3 as Range<UInt64> {
            bench.look([vm: tick * 1_000_000_000])
            bench.clock.pass(10)
        }
        bench.look([:])
        bench.clock.pass(10)
        #expect(bench.statistics.usage(of: HostedKey(host: bench.host.id, id: vm))?[.cpu] == nil)
        #expect(try await bench.cpu(vm, last: 60).compactMap { $0 } == [10, 10])
        for _ in 0..<361 {
            bench.look([:])
            bench.clock.pass(10)
        }
        #expect(bench.statistics.usage(of: HostedKey(host: bench.host.id, id: vm)) == nil)
    }

    @Test func `a host's traffic is that of its machines`() async throws {
        let bench = Bench()
        let other = UUID()
        for tick in 0..<2 as Range<UInt64> {
            bench.look([vm: tick * 1000, other: tick * 3000])
            bench.clock.pass(10)
        }
        #expect(bench.statistics.usage(of: bench.host)?[.diskRead] == 400)
    }

    @Test(arguments: [(-5.0, nil), (5.0, nil), (9e9, 1)] as [(Double, Int?)])
    func `a range that is none or too long is refused`(_ back: Double, _ step: Int?) async throws {
        let now = Date(timeIntervalSince1970: 10_000_000_000)
        let from = back < 0 ? now - back : now - back
        let to = back == 5 ? from - 1 : now
        #expect(throws: Problem.self) {
            try StatisticsRange(from: from, to: to, step: step, interval: 10, now: now)
        }
    }

    @Test func `ten thousand machines cost less than 100 MiB and a tick takes no second`() {
        let bench = Bench()
        let ids = (0..<10_000).map { _ in UUID() }
        let before = resident()
        for tick in 0..<3 as Range<UInt64> {
            bench.look(Dictionary(uniqueKeysWithValues: ids.map { ($0, tick * 1_000_000) }))
            bench.clock.pass(10)
        }
        let begin = ContinuousClock.now
        bench.look(Dictionary(uniqueKeysWithValues: ids.map { ($0, 9_000_000) }))
        let time = ContinuousClock.now - begin
        let grown = resident() - before
        print("10,000 machines: \(grown >> 20) MiB, \(grown / 10_000) bytes each, a tick \(time)")
        #expect(grown < 100 << 20)
    }

    private func resident() -> Int {
        let text = (try? String(contentsOfFile: "/proc/self/statm", encoding: .utf8)) ?? ""
        return (text.split(separator: " ").dropFirst().first.flatMap { Int($0) } ?? 0)
            * Int(sysconf(Int32(_SC_PAGESIZE)))
    }
}

extension ApusModel.Host {
    func with(_ change: (inout Self) -> Void) -> Self {
        var row = self
        change(&row)
        return row
    }
}
