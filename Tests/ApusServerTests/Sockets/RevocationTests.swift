import ApusTesting
import Foundation
import Testing
import WebSockets

@testable import ApusServer

/// Rights that end while a socket is open, and tickets that were used.
@Suite struct RevocationTests {
    private static let display = "/api/v1/vms/web/display"
    private static let console = "/api/v1/vms/web/console"

    private func fast() -> ConnectionLimits {
        var limits = ConnectionLimits()
        limits.sockets.look = .milliseconds(20)
        return limits
    }

    @Test func `signing out ends what the session holds open, and nothing else`() async throws {
        try await TestServer.run(limits: fast()) { server in
            try await server.makeVM("web")
            let cookie = try await server.signIn(.user)
            let own = TestServer.ownOrigin.merging(["Cookie": cookie]) { $1 }
            let held = try await server.socket(Self.display, as: nil, own)
            _ = try await server.end()
            let console = try await server.socket(Self.console, as: nil, own)
            _ = try await server.end(after: 1)
            let other = try await server.socket(Self.display, as: .user)
            _ = try await server.end(after: 2)
            _ = try await server.browse("DELETE", "/api/v1/session", cookie)
            #expect(await held.closing() == 4401)
            #expect(await console.closing() == 4401)
            #expect(await eventually { server.host.consoles.ended == 2 })
            await other.send(.ping, [])
            #expect(await other.frame()?.opcode == .pong)
        }
    }

    @Test func `a socket opened by a ticket ends with the token behind it`() async throws {
        try await TestServer.run(limits: fast()) { server in
            try await server.makeVM("web")
            let made = try await server.ask("POST", "/api/v1/tokens", json: #"{"name":"ada","role":"user"}"#)
            let secret = made.json.flatMap { $0["secret"]?.stringValue } ?? ""
            let machine = try await server.ask("GET", "/api/v1/vms/web")
            let vm = machine.json.flatMap { $0["id"]?.stringValue } ?? ""
            let answer = try await server.ask(
                "POST", "/api/v1/tickets", json: #"{"for":"console","vm":"web"}"#, as: nil,
                ["Authorization": "Bearer \(secret)"])
            let ticket = answer.json.flatMap { $0["ticket"]?.stringValue } ?? ""
            let path = "/api/v1/vms/\(vm)/console?ticket=\(ticket)"
            // Two that come at once with the same ticket: one gets in.
            async let one = server.socket(path, as: nil)
            async let two = server.socket(path, as: nil)
            let both = try await [one, two]
            #expect(both.map(\.answer.status).sorted() == [101, 401])
            let open = try #require(both.first { $0.answer.status == 101 })
            _ = try await server.end()
            _ = try await server.ask("DELETE", "/api/v1/tokens/ada")
            #expect(await open.closing() == 4401)
            #expect(!server.log.text.contains(ticket) && !server.log.text.contains(secret))
        }
    }

    @Test func `who is not read while the other side takes nothing is not missed`() async throws {
        var limits = ConnectionLimits()
        limits.sockets.ping = .milliseconds(300)
        try await TestServer.run(limits: limits) { server in
            try await server.makeVM("web")
            let socket = try await server.socket(Self.console)
            let end = try await server.end()
            let piece = [UInt8](repeating: 0x61, count: 32_768)
            let pasting = Task {
                for _ in 0..<3200 where !Task.isCancelled { await socket.send(.binary, piece) }
            }
            // No ping is answered: the server would not read the answers.
            var pings = 0
            while pings < 8 {
                let frame = try #require(await socket.frame(), "the socket ended after \(pings) pings")
                pings += frame.opcode == .ping ? 1 : 0
            }
            #expect(await end.take(65_536).isEmpty == false)
            pasting.cancel()
            end.close()
        }
    }

    @Test func `a paste that the other side does not take is held back`() async throws {
        try await TestServer.run(limits: fast()) { server in
            try await server.makeVM("web")
            let socket = try await server.socket(Self.console)
            let end = try await server.end()
            let piece = [UInt8](repeating: 0x61, count: 32_768)
            let sent = Counter()
            let pasting = Task {
                for _ in 0..<3200 where !Task.isCancelled {
                    await socket.send(.binary, piece)
                    sent.add(piece.count)
                }
            }
            // Until nothing has gone for a second.
            var last = -1
            while sent.value != last {
                last = sent.value
                try await Task.sleep(for: .seconds(1))
            }
            #expect(sent.value < 16 << 20, "what kernels and the server hold of 100 MiB: \(sent.value)")
            // Nothing is lost, and it goes on as it is taken.
            var taken = 0
            while taken < 32 << 20 {
                let bytes = await end.take(65_536)
                #expect(bytes.allSatisfy { $0 == 0x61 })
                try #require(!bytes.isEmpty)
                taken += bytes.count
            }
            pasting.cancel()
            end.close()
        }
    }
}

/// A sum of two tasks.
private final class Counter: @unchecked Sendable {
    // @unchecked: behind its lock.
    private let lock = NSLock()
    private var sum = 0

    var value: Int { lock.withLock { sum } }
    func add(_ count: Int) { lock.withLock { sum += count } }
}
