import ApusCore
import ApusTesting
import Foundation
import Testing
import WebSockets

@testable import ApusServer

/// The terminal protocol (docs/Consoles.md).
@Suite struct TerminalSocketTests {
    private static let console = "/api/v1/vms/web/console"

    @Test func `a terminal opens, resizes, carries all bytes and tells its exit status`() async throws {
        try await TestServer.run { server in
            try await server.makeVM("web")
            server.host.consoles.status = 3
            let socket = try await server.socket(Self.console + "?cols=100&rows=30")
            let end = try await server.end()
            let first = await socket.frame()
            #expect(first?.opcode == .text)
            let recordings = server.core.estate.recordings.rows()
            let id = try #require(recordings.first?.id.uuidString.lowercased())
            #expect(first?.text == #"{"t":"open","recording":"\#(id)","recorded":"output"}"#)
            for text in ["{\"t\":\"resize\",\"cols\":0,\"rows\":-1}", "{\"t\":\"resize\",\"cols\":70000,\"rows\":24}"] {
                await socket.send(text: text)
            }
            #expect(
                await eventually {
                    server.host.consoles.sizes == [.init(columns: 1, rows: 1), .init(columns: 1000, rows: 24)]
                })
            let all = (0...255).map { UInt8($0) }
            await socket.send(.binary, all)
            #expect(await end.take(256) == all)
            #expect(end.write(all) == 256)
            #expect(await socket.bytes(256) == all)
            end.close()
            #expect(await socket.frame()?.text == #"{"t":"exit","code":3}"#)
            #expect(await socket.closing() == 1000)
        }
    }

    @Test func `who waits for ssh is told where it connects to`() async throws {
        try await TestServer.run { server in
            try await server.makeVM("web")
            server.place(address: "192.0.2.7", of: "web")
            let socket = try await server.socket("/api/v1/vms/web/ssh?user=ada")
            #expect(await socket.frame()?.text == #"{"t":"info","text":"connecting to ada@192.0.2.7:22"}"#)
            #expect(await socket.frame()?.text.hasPrefix(#"{"t":"open","recording":""#) == true)
        }
    }

    @Test(arguments: [
        "", "[]", "{}", "{\"t\":\"x\"}", "{\"t\":\"resize\",\"cols\":\"a\",\"rows\":1}", "{\"t\":\"ack\",\"bytes\":-1}",
        "{\"t\":\"ack\",\"bytes\":1,\"bytes\":2}",
    ])
    func `text that is not understood ends the terminal`(_ text: String) async throws {
        try await TestServer.run { server in
            try await server.makeVM("web")
            let socket = try await server.socket(Self.console)
            _ = try await server.end()
            await socket.send(text: text)
            #expect(await socket.closing() == 1003)
        }
    }

    @Test func `a client that says what it has shown is never far behind`() async throws {
        try await TestServer.run { server in
            try await server.makeVM("web")
            let socket = try await server.socket(Self.console)
            let end = try await server.end()
            await socket.send(text: "{\"t\":\"ack\",\"bytes\":0}")
            await socket.send(.ping, [9])
            var pong = await socket.frame()
            while pong?.opcode != .pong { pong = await socket.frame() }
            let piece = [UInt8](repeating: 7, count: 65_536)
            var (written, quiet) = (0, 0)
            while quiet < 25, written < 16 << 20 {
                let count = end.write(piece)
                written += count
                quiet = count == 0 ? quiet + 1 : 0
                if count == 0 { try await Task.sleep(for: .milliseconds(20)) }
            }
            // 256 KiB, one turn of reading, and what the pair of sockets holds.
            #expect(written < 1 << 20, "\(written)")
            let got = await socket.bytes(256 << 10).count
            await socket.send(text: "{\"t\":\"ack\",\"bytes\":\(written)}")
            #expect(await eventually { end.write(piece) > 0 })
            #expect(got >= 256 << 10)
        }
    }

    @Test func `a terminal that is taken over says so`() async throws {
        try await TestServer.run { server in
            try await server.makeVM("web")
            server.host.consoles.fault = DriverError(.busy, "another has it")
            let socket = try await server.socket(Self.console)
            try await server.end().close()
            #expect(await socket.closing() == 4409)
        }
    }

    @Test func `keys are pressed by name or typed as text, and pictures are cached`() async throws {
        try await TestServer.run { server in
            try await server.makeVM("web")
            let path = "/api/v1/vms/web/keys"
            #expect(try await server.ask("POST", path, json: #"{"keys":["ctrl","alt","delete"]}"#).status == 204)
            #expect(try await server.ask("POST", path, json: #"{"text":"aB!\n"}"#).status == 204)
            #expect(server.host.consoles.pressed == [[29, 56, 111], [30], [42, 48], [42, 2], [28]])
            for body in [
                #"{"keys":["nokey"]}"#, #"{"text":"é"}"#, "{}", #"{"keys":["a"],"text":"b"}"#, #"{"keys":[]}"#,
            ] {
                #expect(try await server.ask("POST", path, json: body).status == 422, "\(body)")
            }
            server.host.consoles.picture = [1, 2, 3]
            for _ in 0..<3 {
                let answer = try await server.ask("GET", "/api/v1/vms/web/screenshot", nil, as: .viewer)
                #expect(answer["Content-Type"] == "image/png" && answer.body == [1, 2, 3])
            }
            #expect(server.host.consoles.pictures == 1)
            #expect(try await server.ask("GET", "/api/v1/vms/web/screenshot?width=99999").status == 422)
        }
    }
}
