import ApusModel
import ApusTesting
import Foundation
import Testing

@testable import ApusServer

@Suite struct EventTests {
    /// A reader of `/api/v1/events`.
    struct Reader {
        let client: HTTPClient

        init(_ server: TestServer, _ query: String = "", after id: String? = nil) async throws {
            client = try server.client()
            let headers = id.map { ["Last-Event-ID": $0] } ?? [:]
            await client.connection.send(TestServer.request("GET", "/api/v1/events\(query)", nil, as: .viewer, headers))
            let head = await client.take(until: [13, 10, 13, 10]).map { String(decoding: $0, as: UTF8.self) } ?? ""
            #expect(head.hasPrefix("HTTP/1.1 200"))
            #expect(head.lowercased().contains("content-type: text/event-stream"))
        }

        /// The lines of the next event or comment, without the chunks' sizes.
        func next() async -> [String] {
            let block = await client.take(until: [10, 10]).map { String(decoding: $0, as: UTF8.self) } ?? ""
            return block.replacing("\r\n", with: "\n").split(separator: "\n").map(String.init)
                .filter { $0.hasPrefix(":") || $0.contains(": ") }
        }

        /// The next event that is none of the comments.
        func event() async -> (name: String, id: String, data: String) {
            while true {
                let lines = await next()
                if lines.isEmpty { return ("end", "", "") }
                let fields = Dictionary(
                    lines.compactMap { line in
                        line.range(of: ": ").map { (String(line[..<$0.lowerBound]), String(line[$0.upperBound...])) }
                    },
                    uniquingKeysWith: { first, _ in first })
                if let name = fields["event"] { return (name, fields["id"] ?? "", fields["data"] ?? "") }
            }
        }
    }

    @Test func `a change arrives as an event with the row as it is now`() async throws {
        try await TestServer.run { server in
            let reader = try await Reader(server)
            #expect(await reader.next() == [": apus"])
            server.core.estate.machines.upsert([Rows.machine(1, on: server.host.id)])
            let event = await reader.event()
            #expect(event.name == "vm")
            let change = try JSONCoding.decode(ChangeEvent<VirtualMachine>.self, from: Data(event.data.utf8))
            #expect(change.change == .changed)
            #expect(change.item?.name == "vm-1")
            #expect(change.id == change.item?.id.uuidString.lowercased())
            server.core.estate.machines.remove([Rows.machine(1, on: server.host.id).key])
            let gone = try JSONCoding.decode(
                ChangeEvent<VirtualMachine>.self, from: Data(await reader.event().data.utf8))
            #expect(gone.change == .removed)
            #expect(gone.item == nil)
        }
    }

    @Test func `a reader resumes after the event it names`() async throws {
        try await TestServer.run { server in
            let reader = try await Reader(server, "?kinds=vm")
            server.core.estate.machines.upsert(Rows.machines(3, on: server.host.id))
            let events = [await reader.event(), await reader.event(), await reader.event()]
            let second = try await Reader(server, "?kinds=vm", after: events[0].id)
            #expect(await second.event().id == events[1].id)
            #expect(await second.event().id == events[2].id)
        }
    }

    @Test(arguments: ["epoch0-1", "epoch1-999999999", "garbage", "epoch1-x", "-", "epoch1-18446744073709551616"])
    func `an id of another life or none is answered with a reset`(_ id: String) async throws {
        try await TestServer.run { server in
            let reader = try await Reader(server, after: id)
            let event = await reader.event()
            #expect(event.name == "reset")
            #expect(event.id.hasPrefix("epoch1-"))
            server.core.estate.machines.upsert([Rows.machine(1, on: server.host.id)])
            #expect(await reader.event().name == "vm")
        }
    }

    @Test func `kinds are filtered, unknown ones refused`() async throws {
        try await TestServer.run { server in
            for kinds in ["vm,nothing", "", ","] {
                #expect(try await server.ask("GET", "/api/v1/events?kinds=\(kinds)").faults["?kinds"] == "one-of")
            }
            let reader = try await Reader(server, "?kinds=instance-type")
            server.core.estate.machines.upsert(Rows.machines(50, on: server.host.id))
            _ = try await server.core.instanceTypes.add(CreateInstanceType(name: "big", cpus: 8, memory: 1 << 30))
            #expect(await reader.next() == [": apus"])
            #expect(await reader.event().name == "instance-type")
        }
    }

    @Test func `a silent stream beats`() async throws {
        var limits = ConnectionLimits()
        limits.ping = .milliseconds(20)
        try await TestServer.run(limits: limits) { server in
            let reader = try await Reader(server)
            #expect(await reader.next() == [": apus"])
            #expect(await reader.next() == [": ping"])
            #expect(await reader.next() == [": ping"])
        }
    }

    @Test func `a reader that does not read is told to list again, instead of all that it missed`() async throws {
        try await TestServer.run { server in
            let reader = try await Reader(server, "?kinds=vm")
            for round in 0..<40 {
                let last = server.feed.last
                server.core.estate.machines.upsert(
                    Rows.machines(1000, on: server.host.id).map { row in
                        var row = row
                        row.description = "round \(round) " + String(repeating: "x", count: 500)
                        return row
                    })
                #expect(await eventually(within: .seconds(30)) { server.feed.last > last })
            }
            var names: [String] = []
            while !names.contains("reset"), names.count < 30_000 { names.append(await reader.event().name) }
            #expect(names.last == "reset")
        }
    }
}
