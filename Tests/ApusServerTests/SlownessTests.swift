import Foundation
import Testing

@testable import ApusServer

@Suite struct SlownessTests {
    private static var quick: ConnectionLimits {
        var limits = ConnectionLimits()
        limits.head = .milliseconds(150)
        limits.body = .milliseconds(150)
        limits.idle = .milliseconds(900)
        limits.linger = .milliseconds(50)
        limits.stall = .milliseconds(300)
        return limits
    }

    @Test func `a header that trickles ends with the connection`() async throws {
        try await TestServer.run(limits: Self.quick) { server in
            let client = try server.client()
            let began = ContinuousClock.now
            var isOpen = true
            for byte in "GET /healthz HTTP/1.1\r\nHost: apus\r\nX-Slow: aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"
                .utf8 where isOpen
            {
                isOpen = await client.connection.send([byte])
                if isOpen { isOpen = await client.connection.receive(within: 0.02) != [] }
            }
            #expect(!isOpen)
            #expect(ContinuousClock.now - began < .seconds(3))
        }
    }

    @Test func `a connection that says nothing is closed`() async throws {
        try await TestServer.run(limits: Self.quick) { server async throws in
            #expect(try await server.client().isClosed(within: 5))
        }
    }

    @Test func `a body that trickles is refused and never used`() async throws {
        try await TestServer.run(limits: Self.quick) { server in
            let body = #"{"name":"slow","cpus":1,"memory":1048576}"#
            let head =
                "POST /api/v1/instance-types HTTP/1.1\r\nHost: apus\r\nAuthorization: Bearer apus_administrator\r\n"
                + "Content-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n"
            // A whole JSON text, but the last chunk never comes.
            let (answer, client) = try await server.raw(
                head + String(body.utf8.count, radix: 16) + "\r\n" + body + "\r\n")
            #expect(answer?.status == 400)
            #expect(answer?.problem != nil)
            #expect(await client.isClosed(within: 5))
            #expect(try await server.ask("GET", "/api/v1/instance-types/slow").status == 404)
        }
    }

    @Test func `a connection that is kept ends when no further request comes`() async throws {
        try await TestServer.run(limits: Self.quick) { server in
            let (answer, client) = try await server.raw("GET /healthz HTTP/1.1\r\nHost: apus\r\n\r\n")
            #expect(answer?.status == 200)
            await client.connection.send("GET /he")
            #expect(await client.isClosed(within: 5))
        }
    }

    @Test func `a slow header does not hinder others`() async throws {
        try await TestServer.run(limits: Self.quick) { server in
            let silent = try (0..<100).map { _ in try server.client() }
            #expect(try await server.ask("GET", "/healthz").status == 200)
            #expect(silent.count == 100)
        }
    }

    @Test func `connections beyond the limit wait for one to end`() async throws {
        var limits = Self.quick
        limits.connections = 2
        try await TestServer.run(limits: limits) { server in
            let silent = try (0..<8).map { _ in try server.client() }
            #expect(try await server.ask("GET", "/healthz").status == 200)
            #expect(silent.count == 8)
        }
    }

    @Test func `an answer that nobody takes ends with the connection`() async throws {
        try await TestServer.run(limits: Self.quick) { server in
            server.core.estate.machines.upsert(Rows.machines(20_000, on: server.host.id))
            let client = try server.client()
            client.connection.narrow()
            await client.connection.send(
                TestServer.request("GET", "/api/v1/vms?sort=name", nil, as: .viewer, ["Accept": "text/csv"]))
            // The client takes nothing; once the server has closed, what is sent comes back as a reset.
            var tries = 0
            while await client.connection.send("\r\n"), !(await client.connection.hasHungUp(within: 0.02)) {
                tries += 1
            }
            #expect(tries < 500)
        }
    }

    @Test func `a large answer comes whole to a client that reads slowly and closes after it`() async throws {
        var limits = Self.quick
        // Slow is not still: on a busy machine the client may be kept from reading for a while.
        limits.stall = .seconds(30)
        try await TestServer.run(limits: limits) { server in
            let text = String(repeating: "x", count: 500)
            server.core.estate.machines.upsert(
                Rows.machines(20_000, on: server.host.id).map { row in
                    var row = row
                    row.description = text
                    return row
                })
            let client = try server.client()
            client.connection.narrow(to: 65_536)
            let headers = ["Accept": "text/csv", "Connection": "close"]
            await client.connection.send(
                TestServer.request("GET", "/api/v1/vms?columns=description", nil, as: .viewer, headers))
            #expect(await client.take(until: [13, 10, 13, 10]) != nil)
            var size = 0
            while let bytes = await client.connection.receive(), !bytes.isEmpty { size += bytes.count }
            #expect(size > 20_000 * 500)
        }
    }
}
