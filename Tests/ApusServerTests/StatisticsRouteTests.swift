import ApusCore
import ApusModel
import Foundation
import Testing

@testable import ApusServer

@Suite struct StatisticsRouteTests {
    /// Two looks ten seconds apart: each machine used half of a processor and read 1000 bytes each second.
    private func measure(_ server: TestServer, _ machines: [VirtualMachine]) throws {
        let host = try #require(server.core.estate.hosts.rows().first)
        for tick in 0..<2 as Range<UInt64> {
            var counters = Counters()
            (counters.cpuTime, counters.diskRead) = (tick * 5_000_000_000, tick * 10_000)
            counters.memoryUsed = 64 << 20
            var ofHost = counters
            ofHost.diskRead = nil
            server.core.statistics.record(
                HostSample(
                    instant: .now - .seconds(10) + .seconds(10 * Int(tick)), host: ofHost,
                    machines: Dictionary(uniqueKeysWithValues: machines.map { ($0.id, counters) })), of: host)
        }
    }

    @Test func `what is used now can be shown, sorted and filtered, and no row changes by it`() async throws {
        try await TestServer.run { server in
            let machines = Rows.machines(3, on: try #require(server.core.estate.hosts.rows().first).id)
            server.core.estate.machines.upsert(machines)
            let version = server.core.estate.machines.version
            try measure(server, [machines[1]])
            let list = try await server.ask(
                "GET", "/api/v1/vms?columns=name,cpuUsage,memoryUsed,diskRead&sort=-cpuUsage&limit=1")
            let items = try JSONSerialization.jsonObject(with: Data(list.text.utf8)) as? [String: Any]
            let first = try #require((items?["items"] as? [[String: Any]])?.first)
            #expect(first["name"] as? String == "vm-1")
            #expect(first["cpuUsage"] as? Double == 25, "of two processors")
            #expect(first["memoryUsed"] as? Int == 64 << 20 && first["diskRead"] as? Int == 1000)
            let busy = try await server.ask("GET", "/api/v1/vms?filter=cpuUsage%20%3E%2010&columns=name")
            #expect(busy.text.contains("\"total\":1"))
            let hosts = try await server.ask("GET", "/api/v1/hosts?columns=name,diskRead")
            #expect(hosts.text.contains("\"diskRead\":1000"))
            #expect(server.core.estate.machines.version == version)
        }
    }

    @Test func `a series has its units, and gaps are null`() async throws {
        try await TestServer.run { server in
            let machines = Rows.machines(1, on: try #require(server.core.estate.hosts.rows().first).id)
            server.core.estate.machines.upsert(machines)
            try measure(server, machines)
            let answer = try await server.ask("GET", "/api/v1/vms/vm-0/stats?step=60", nil, as: .viewer)
            let series = try answer.decode(StatisticsSeries.self)
            #expect(series.step == 60 && series.units["netReceive"] == "B/s")
            #expect(series.series["cpu"]?.compactMap { $0 }.last == 50)
            #expect(series.series["cpu"]?.first == .some(nil))
            #expect(answer.text.contains("null"))
            #expect(try await server.ask("GET", "/api/v1/hosts/node1/stats").status == 200)
            for (query, status) in [
                ("from=yesterday", 422), ("step=0", 422), ("from=1980-01-01T00:00:00Z&step=1", 422),
                ("from=2026-01-02T00:00:00Z&to=2026-01-01T00:00:00Z", 422),
            ] {
                #expect(try await server.ask("GET", "/api/v1/vms/vm-0/stats?\(query)").status == status, "\(query)")
            }
            #expect(try await server.ask("GET", "/api/v1/vms/none/stats").status == 404)
        }
    }

    @Test func `metrics of machines are well-formed, also of those with the same name`() async throws {
        try await TestServer.run { server in
            let host = try #require(server.core.estate.hosts.rows().first)
            var machines = Rows.machines(3, on: host.id)
            machines[1].name = machines[0].name
            machines[2].name = "odd\"\\\n" + String(repeating: "x", count: 300)
            server.core.estate.machines.upsert(machines)
            try measure(server, machines)
            let text = try await server.ask("GET", "/metrics").text
            #expect(ExpositionFormat.faults(in: text) == [])
            #expect(text.contains("libvirt_domain_info_cpu_time_seconds_total{domain=\"vm-0\""))
            #expect(text.contains("apus_host_memory_used_bytes{"))
            #expect(!text.contains(String(repeating: "x", count: 129)))
        }
    }

    @Test func `reading what ten thousand machines use takes little`() async throws {
        try await TestServer.run { server in
            let machines = Rows.machines(10_000, on: try #require(server.core.estate.hosts.rows().first).id)
            server.core.estate.machines.upsert(machines)
            try measure(server, machines)
            let begin = ContinuousClock.now
            _ = try await server.ask("GET", "/api/v1/vms?columns=name,cpuUsage&sort=-cpuUsage&limit=20")
            let sorted = ContinuousClock.now
            let text = try await server.ask("GET", "/metrics").text
            print(
                "10,000 machines: sorted by CPU in \(sorted - begin), metrics of \(text.utf8.count >> 10) KiB in \(ContinuousClock.now - sorted)"
            )
            #expect(text.contains("libvirt_domain_info_virtual_cpus"))
        }
    }
}
