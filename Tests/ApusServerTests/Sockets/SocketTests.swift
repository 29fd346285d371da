import ApusCore
import ApusModel
import ApusTesting
import Foundation
import Testing
import WebSockets

@testable import ApusServer

/// Open sockets against the real server: frames, limits, ends.
@Suite struct SocketTests {
    private static let display = "/api/v1/vms/web/display"
    private static let console = "/api/v1/vms/web/console"

    @Test func `bytes pass both ways, whatever frames they come in`() async throws {
        try await TestServer.run { server in
            try await server.makeVM("web")
            let socket = try await server.socket(Self.display)
            let end = try await server.end()
            let banner = Array("RFB 003.008\n".utf8)
            #expect(end.write(banner) == 12)
            #expect(await socket.bytes(12) == banner)
            await socket.send([0x02, 0x81, 0, 0, 0, 0, 7] + [0x80, 0x82, 0, 0, 0, 0, 8, 9])
            await socket.send(.binary, [10])
            #expect(await end.take(4) == [7, 8, 9, 10])
            await socket.send(.ping, [1, 2, 3])
            #expect(await socket.frame() == .init(opcode: .pong, payload: [1, 2, 3]))
            await socket.send(.close, [0x03, 0xE8])
            #expect(await socket.closing() == 1000)
            #expect(await socket.http.isClosed(within: 5))
            #expect(await eventually { server.host.consoles.ended == 1 })
            #expect(end.read() == [], "the other side sees the end")
        }
    }

    @Test(
        arguments: [
            ([0x82, 0x01, 0x00], 1002), ([0xC2, 0x80, 0, 0, 0, 0], 1002), ([0x83, 0x80, 0, 0, 0, 0], 1002),
            ([0x09, 0x80, 0, 0, 0, 0], 1002), ([0x89, 0xFE, 0, 126, 0, 0, 0, 0], 1002),
            ([0x82, 0xFF, 0x80, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0], 1009),
            ([0x82, 0xFF, 0, 0, 0, 0, 1, 0x10, 0, 0, 0, 0, 0, 0], 1009),
            ([0x81, 0x82, 0, 0, 0, 0, 0xC3, 0x28], 1007), ([0x81, 0x81, 0, 0, 0, 0, 0x61], 1003),
            ([0x88, 0x82, 0, 0, 0, 0, 0x03, 0xED], 1002),
        ] as [([UInt8], Int)])
    func `what breaks the protocol is answered with its close code`(_ bytes: [UInt8], _ code: Int) async throws {
        try await TestServer.run { server in
            try await server.makeVM("web")
            let socket = try await server.socket(Self.display)
            await socket.send(bytes)
            #expect(await socket.closing() == code)
            // What comes after is taken and dropped, and the connection ends.
            await socket.send([0x82, 0x01, 0x00])
            #expect(await socket.http.isClosed(within: 10))
            #expect(try await server.ask("GET", "/healthz").status == 200)
        }
    }

    @Test func `a hundred thousand empty frames and pings cost nothing`() async throws {
        try await TestServer.run { server in
            try await server.makeVM("web")
            let socket = try await server.socket(Self.display)
            let end = try await server.end()
            let empty: [UInt8] = [0x82, 0x80, 0, 0, 0, 0]
            for _ in 0..<10 { await socket.send(Array(repeatElement(empty, count: 10_000).joined())) }
            await socket.send(.binary, [42])
            #expect(await end.take(1) == [42])
        }
    }

    @Test func `what cannot be opened says why by its close code`() async throws {
        try await TestServer.run { server in
            try await server.makeVM("web")
            #expect(try await server.socket("/api/v1/vms/none/display").closing() == 4404)
            for (fault, code) in [
                (DriverError.Code.busy, 4409), (.timedOut, 4408), (.refused, 4502), (.notFound, 4404),
            ] {
                let words = String(repeating: "because ", count: 30) + "of this"
                server.host.consoles.refusal = DriverError(fault, words)
                let socket = try await server.socket(Self.console)
                let said = await socket.frame().map { String(decoding: $0.payload, as: UTF8.self) }
                #expect(said?.contains("\"error\"") == true && said?.contains(words) == true, "all words")
                let frame = await socket.frame()
                #expect(frame?.code == code && frame?.text.contains("because") == true)
            }
        }
    }

    @Test func `a machine that goes takes its sockets along, and one that stops ends them`() async throws {
        try await TestServer.run { server in
            try await server.makeVM("web")
            let socket = try await server.socket(Self.display)
            let end = try await server.end()
            _ = try await server.ask("DELETE", "/api/v1/vms/web?wait=30")
            #expect(await socket.closing() == 4404)
            #expect(await eventually { end.read() == [] })
            try await server.makeVM("web")
            let other = try await server.socket(Self.display)
            try await server.end(after: 1).close()
            #expect(await other.closing() == 1000)
        }
    }

    @Test func `a stopping server says so`() async throws {
        let box = Box()
        try await TestServer.run { server in
            try await server.makeVM("web")
            box.socket = try await server.socket(Self.display)
            _ = try await server.end()
        }
        #expect(await box.socket?.closing() == 1001)
    }

    @Test func `sockets beyond the limit are told to come later`() async throws {
        var limits = ConnectionLimits()
        limits.sockets.count = 1
        try await TestServer.run(limits: limits) { server in
            try await server.makeVM("web")
            let first = try await server.socket(Self.display)
            _ = try await server.end()
            #expect(try await server.socket(Self.display).closing() == 1013)
            await first.send(.close, [])
            #expect(await first.http.isClosed(within: 5))
            let next = try await server.socket(Self.display)
            _ = try await server.end(after: 1)
            await next.send(.ping, [])
            #expect(await next.frame()?.opcode == .pong)
        }
    }

    @Test func `a client that answers no ping is given up`() async throws {
        var limits = ConnectionLimits()
        limits.sockets.ping = .milliseconds(50)
        try await TestServer.run(limits: limits) { server in
            try await server.makeVM("web")
            let socket = try await server.socket(Self.display)
            #expect(await socket.frame()?.opcode == .ping)
            #expect(await socket.http.isClosed(within: 5))
        }
    }

    @Test func `a slow viewer of an endless source holds no more than its share`() async throws {
        var limits = ConnectionLimits()
        // The client of this test answers none.
        limits.sockets.ping = .seconds(3600)
        try await TestServer.run(limits: limits) { server in
            try await server.makeVM("web")
            let socket = try await server.socket(Self.display)
            socket.http.connection.narrow(to: 32_768)
            let end = try await server.end()
            let piece = [UInt8](repeating: 7, count: 65_536)
            var (written, quiet) = (0, 0)
            // Until the source has not been read for a second.
            while quiet < 50, written < 64 << 20 {
                let count = end.write(piece)
                written += count
                quiet = count == 0 ? quiet + 1 : 0
                if count == 0 { try await Task.sleep(for: .milliseconds(20)) }
            }
            // unix(7) counts the space of its buffers, not the bytes in them: what it holds is not more than that.
            let taken = written - min(written, end.unread)
            let kernel = 512 << 10  // what the kernel keeps of the connection: 256 KiB unsent, and the client's window
            #expect(taken > (256 << 10), "\(taken)")
            #expect(taken <= (1 << 20) + kernel, "\(taken) of \(written)")
            // Nothing is lost, and the source is read again.
            #expect(await socket.bytes(written).count == written)
            #expect(end.write(piece) > 0)
        }
    }
}

/// One socket, for after its server.
private final class Box: @unchecked Sendable {
    // @unchecked: one test task uses it.
    var socket: SocketClient?
}
