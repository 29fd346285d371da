import Foundation
import Libvirt
import Testing

@Suite struct EventTests {
    /// Reads until `isLast` or a limit.
    private func read(
        _ stream: AsyncStream<HostEvent>, until isLast: @escaping @Sendable (HostEvent) -> Bool
    ) async throws -> [HostEvent] {
        try await withThrowingTaskGroup(of: [HostEvent]?.self) { group in
            group.addTask {
                var seen: [HostEvent] = []
                for await event in stream {
                    seen.append(event)
                    if isLast(event) { break }
                }
                return seen
            }
            group.addTask {
                try await Task.sleep(for: .seconds(10))
                return nil
            }
            defer { group.cancelAll() }
            return try #require(try await group.next() ?? nil)
        }
    }

    @Test func `changes of domains, pools and networks arrive after the first resync`() async throws {
        try await TestHost.with { host in
            let events = host.events()
            try await host.perform("change") { connection in
                try connection.domain(TestHost.alpha).suspend()
                try connection.pool(named: "pool").refresh()
                try connection.network(named: "net").destroy()
            }
            let seen = try await read(events) { if case .network = $0 { true } else { false } }
            #expect(seen.first == .resync(.connected))
            let alpha = NamedSummary(uuid: TestHost.alpha, name: "alpha")
            #expect(seen.contains(.domain(alpha, .lifecycle(.suspended, detail: 0))))
            #expect(seen.contains { if case .pool(_, .refreshed) = $0 { true } else { false } })
            #expect(seen.contains { if case .network(_, .lifecycle(.stopped)) = $0 { true } else { false } })
        }
    }

    @Test func `a slow reader gets a resync instead of old events`() async throws {
        try await TestHost.with { host in
            let slow = host.events(limit: 4)
            let watcher = host.events()
            try await host.perform("storm") { connection in
                let domain = try connection.domain(TestHost.alpha)
                for _ in 0..<20 {
                    try domain.suspend()
                    try domain.resume()
                }
                try domain.destroy()
            }
            _ = try await read(watcher) {
                if case .domain(_, .lifecycle(.stopped, _)) = $0 { true } else { false }
            }
            await host.shutdown()
            var seen: [HostEvent] = []
            for await event in slow { seen.append(event) }
            #expect(seen.first == .resync(.overflow))
            #expect(seen.count <= 4)
        }
    }
}
