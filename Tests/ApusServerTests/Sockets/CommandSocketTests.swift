import ApusCore
import ApusTesting
import Foundation
import Glibc
import Testing
import WebSockets

@testable import ApusServer

/// Commands without a terminal, by the terminal protocol (docs/Consoles.md).
@Suite struct CommandSocketTests {
    private static let console = "/api/v1/vms/web/console"

    private func errorPipe(_ server: TestServer) throws -> Int32 {
        var ends: [Int32] = [-1, -1]
        try #require(pipe(&ends) == 0)
        server.host.consoles.errors = ends[0]
        return ends[1]
    }

    private func say(_ text: String, _ descriptor: Int32) {
        let bytes = Array(text.utf8)
        #expect(write(descriptor, bytes, bytes.count) == bytes.count)
    }

    @Test func `errors come apart, and all of them before the exit status`() async throws {
        try await TestServer.run { server in
            try await server.makeVM("web")
            server.host.consoles.status = 4
            let errors = try errorPipe(server)
            let socket = try await server.socket(Self.console)
            let end = try await server.end()
            #expect(await socket.frame()?.text.contains("\"open\"") == true)
            say("bad", errors)
            #expect(await socket.frame()?.text == #"{"t":"stderr","data":"YmFk"}"#)
            #expect(end.write([0, 1]) == 2)
            #expect(await socket.frame()?.payload == [0, 1])
            end.close()
            say("last", errors)
            close(errors)
            #expect(await socket.frame()?.text == #"{"t":"stderr","data":"bGFzdA=="}"#)
            #expect(await socket.frame()?.text == #"{"t":"exit","code":4}"#)
            #expect(await socket.closing() == 1000)
            let rows = server.core.estate.recordings.rows()
            #expect(await eventually { server.core.estate.recordings.rows().first?.state == .whole }, "\(rows)")
        }
    }

    @Test func `the end of the input reaches the command behind all that was sent, and its output still comes`()
        async throws
    {
        try await TestServer.run { server in
            try await server.makeVM("web")
            let errors = try errorPipe(server)
            defer { close(errors) }
            let socket = try await server.socket(Self.console)
            // Before the other side is there, perhaps.
            await socket.send(.binary, Array("ab".utf8))
            await socket.send(text: "{\"t\":\"eof\"}")
            let end = try await server.end()
            #expect(await end.take(2) == Array("ab".utf8))
            #expect(await eventually { end.read() == [] })
            #expect(end.write([7]) == 1)
            #expect(await socket.bytes(1) == [7])
        }
    }

    @Test func `a client that goes away leaves nothing open`() async throws {
        try await TestServer.run { server in
            try await server.makeVM("web")
            let errors = try errorPipe(server)
            defer { close(errors) }
            let socket = try await server.socket(Self.console)
            _ = try await server.end()
            await socket.send(.close, [0x03, 0xE8])
            #expect(await socket.closing() == 1000)
            #expect(await eventually { server.host.consoles.ended == 1 })
            // Nobody reads any more.
            #expect(
                await eventually {
                    signal(SIGPIPE, SIG_IGN)
                    return write(errors, [1], 1) < 0 && errno == EPIPE
                })
        }
    }

    @Test func `much output is carried whole, in few messages`() async throws {
        try await TestServer.run { server in
            try await server.makeVM("web")
            let socket = try await server.socket(Self.console)
            let end = try await server.end()
            let line = [UInt8](repeating: 0x61, count: 4096)
            let writing = Task {
                var left = 1 << 20
                while left > 0 {
                    left -= end.write(Array(line.prefix(left)))
                    await Task.yield()
                }
                end.close()
            }
            let bytes = await socket.bytes(1 << 20)
            await writing.value
            #expect(bytes == [UInt8](repeating: 0x61, count: 1 << 20))
        }
    }
}
