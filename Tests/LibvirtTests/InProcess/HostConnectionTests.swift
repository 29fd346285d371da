import Foundation
import Libvirt
import Synchronization
import Testing

@Suite struct HostConnectionTests {
    /// Blocks a lane thread until it is let go, as a slow libvirt call would.
    private final class Gate: Sendable {
        private let open = Atomic<Bool>(false)
        func release() { open.store(true, ordering: .releasing) }
        func block() { while !open.load(ordering: .acquiring) { usleep(1_000) } }
    }

    /// What several threads note down.
    private final class Notes: Sendable {
        private let words = Mutex<[String]>([])
        var all: [String] { words.withLock { $0 } }
        func add(_ word: String) { words.withLock { $0.append(word) } }
    }

    /// How many are inside at once, and were at most.
    private final class Counter: Sendable {
        private let counts = Mutex((now: 0, most: 0, total: 0))
        var most: Int { counts.withLock { $0.most } }
        var total: Int { counts.withLock { $0.total } }
        func enter() {
            counts.withLock {
                $0.now += 1
                $0.total += 1
                $0.most = max($0.most, $0.now)
            }
        }
        func leave() { counts.withLock { $0.now -= 1 } }
    }

    private func code(_ body: () async throws -> Void) async -> LibvirtError.Code? {
        do {
            try await body()
            return nil
        } catch {
            return (error as? LibvirtError)?.code
        }
    }

    @Test func `the status goes from idle over connecting to connected, and ends at shutdown`() async throws {
        try await TestHost.with { host in
            let statuses = host.statuses()
            host.start()
            try await host.perform("wait") { _ in }
            await host.shutdown()
            var words: [String] = []
            for await status in statuses {
                switch status {
                case .idle: words.append("idle")
                case .connecting: words.append("connecting")
                case .connected(_, let receivesEvents): words.append("connected \(receivesEvents)")
                case .disconnected: words.append("disconnected")
                case .stopped: words.append("stopped")
                }
            }
            #expect(words == ["idle", "connecting", "connected true", "stopped"])
        }
    }

    @Test func `a call past its deadline ends, and the others go on`() async throws {
        try await TestHost.with { host in
            let gate = Gate()
            let start = ContinuousClock.now
            let code = await code {
                try await host.perform("slow", deadline: .milliseconds(100)) { _ in gate.block() }
            }
            #expect(code == .timedOut)
            #expect(ContinuousClock.now - start < .seconds(30))
            let count = try await host.perform("list") { try $0.listDomains().count }
            #expect(count == 1)
            gate.release()
        }
    }

    @Test func `cancellation ends the wait and a queued call never begins`() async throws {
        var configuration = HostConnection.Configuration()
        configuration.threads = 1
        try await TestHost.with(configuration) { host in
            let gate = Gate()
            let began = Notes()
            async let slow: Void = host.perform("slow") { _ in
                began.add("slow")
                gate.block()
            }
            #expect(await eventually { began.all == ["slow"] })
            let queued = Task { try await host.perform("queued") { _ in began.add("queued") } }
            queued.cancel()
            let result = await queued.result
            #expect(throws: LibvirtError.self) { try result.get() }
            gate.release()
            try await slow
            try await host.perform("last") { _ in }
            #expect(began.all == ["slow"])
        }
    }

    @Test func `no more calls run at once than there are threads`() async throws {
        try await TestHost.with { host in
            let running = Counter()
            try await withThrowingTaskGroup(of: Void.self) { group in
                for _ in 0..<50 {
                    group.addTask {
                        try await host.perform("count") { _ in
                            running.enter()
                            usleep(1_000)
                            running.leave()
                        }
                    }
                }
                try await group.waitForAll()
            }
            #expect(running.most == 4)
        }
    }

    @Test func `more waiting calls than allowed are refused`() async throws {
        var configuration = HostConnection.Configuration()
        configuration.maximumCalls = 1
        try await TestHost.with(configuration) { host in
            let gate = Gate()
            let began = Notes()
            async let slow: Void = host.perform("slow") { _ in
                began.add("slow")
                gate.block()
            }
            #expect(await eventually { began.all == ["slow"] })
            let refused = await code { try await host.perform("second") { _ in } }
            #expect(refused == .tooManyCalls)
            gate.release()
            try await slow
        }
    }

    @Test func `shutdown fails what waits and refuses what comes`() async throws {
        try await TestHost.with { host in
            let gate = Gate()
            let waiting = Task { try await host.perform("slow") { _ in gate.block() } }
            #expect(await eventually { host.status.isConnected })
            await host.shutdown(limit: .milliseconds(50))
            let waited = await code { try await waiting.value }
            #expect(waited == .shutDown)
            let refused = await code { try await host.perform("late") { _ in } }
            #expect(refused == .shutDown)
            gate.release()
        }
    }

    @Test func `the work's own error reaches the caller`() async throws {
        struct Mine: Error {}
        try await TestHost.with { host in
            await #expect(throws: Mine.self) { try await host.perform("mine") { _ in throw Mine() } }
        }
    }

    @Test func `a host that cannot be opened fails the calls and is tried again`() async throws {
        let host = HostConnection(try LibvirtAddress(parsing: "test+unix:///default?socket=/nowhere/sock"))
        let first = await code { try await host.perform("list") { _ in } }
        #expect(first == .disconnected)
        guard case .disconnected(let error, _) = host.status else {
            Issue.record("not disconnected: \(host.status)")
            return
        }
        #expect(error.message.contains("nowhere"))
        await host.shutdown()
    }

    @Test func `when every thread is past its deadline, new threads take over`() async throws {
        var configuration = HostConnection.Configuration()
        configuration.backoff = Backoff(initial: .milliseconds(10))
        try await TestHost.with(configuration) { host in
            let gate = Gate()
            await withTaskGroup(of: Void.self) { group in
                for _ in 0..<4 {
                    group.addTask {
                        _ = try? await host.perform("stuck", deadline: .milliseconds(50)) { _ in gate.block() }
                    }
                }
            }
            let recovers = await eventually {
                await code { try await host.perform("list", deadline: .seconds(5)) { _ = try $0.listDomains() } } == nil
            }
            #expect(recovers)
            gate.release()
        }
    }

    @Test func `threads held for ever are bounded`() async throws {
        var configuration = HostConnection.Configuration()
        configuration.backoff = Backoff(initial: .milliseconds(5), maximum: .milliseconds(5))
        configuration.maximumStuckThreads = 4
        try await TestHost.with(configuration) { host in
            let gate = Gate()
            let entered = Counter()
            for _ in 0..<60 {
                _ = await code {
                    try await host.perform("stuck", deadline: .milliseconds(20)) { _ in
                        entered.enter()
                        gate.block()
                    }
                }
            }
            #expect(entered.total <= 8)
            gate.release()
            #expect(
                await eventually {
                    await code { try await host.perform("list", deadline: .seconds(1)) { _ in } } == nil
                })
        }
    }
}
