import Foundation
import Testing

@testable import ApusServer

/// Who gets a WebSocket, and who an HTTP error (RFC 6455, section 4).
@Suite struct HandshakeTests {
    private static let display = "/api/v1/vms/web/display"

    @Test func `a right handshake is answered with 101 and the key's answer`() async throws {
        try await TestServer.run { server in
            try await server.makeVM("web")
            let plain = try await server.socket(Self.display)
            #expect(plain.answer.status == 101)
            #expect(plain.answer["Sec-WebSocket-Accept"] == "s3pPLMBiTxaQ9kYGzzhZRbK+xOo=")
            #expect(plain.answer["Upgrade"] == "websocket")
            #expect(plain.answer["Sec-WebSocket-Protocol"] == nil)
            #expect(plain.answer["Sec-WebSocket-Extensions"] == nil)
            let offered = try await server.socket(
                Self.display,
                [
                    "Sec-WebSocket-Protocol": "base64, binary", "Connection": "keep-alive, UPGRADE",
                    "Sec-WebSocket-Extensions": "permessage-deflate",
                ])
            #expect(offered.answer.status == 101)
            #expect(offered.answer["Sec-WebSocket-Protocol"] == "binary")
            #expect(offered.answer["Sec-WebSocket-Extensions"] == nil)
            let other = try await server.socket(Self.display, ["Sec-WebSocket-Protocol": "base64"])
            #expect(other.answer.status == 101 && other.answer["Sec-WebSocket-Protocol"] == nil)
        }
    }

    @Test(
        arguments: [
            (["Upgrade": ""], 426), (["Upgrade": "h2c"], 426), (["Connection": "keep-alive"], 426),
            (["Sec-WebSocket-Version": "12"], 426), (["Sec-WebSocket-Version": ""], 426),
            (["Sec-WebSocket-Key": ""], 400), (["Sec-WebSocket-Key": "c2hvcnQ="], 400),
            (["Sec-WebSocket-Key": "not base64 at all, is it"], 400),
            (["Origin": "https://evil.example"], 403), (["Origin": "null"], 403), (["Origin": "https://apus"], 403),
            (["Origin": "http://apus.evil.example"], 403), (["Origin": "http://apus:1"], 403),
        ] as [([String: String], Int)])
    func `what is no handshake, or comes from another's page, never gets 101`(
        _ headers: [String: String], _ status: Int
    ) async throws {
        try await TestServer.run { server in
            try await server.makeVM("web")
            let socket = try await server.socket(Self.display, headers)
            #expect(socket.answer.status == status, "\(headers)")
            if status == 426 { #expect(socket.answer["Sec-WebSocket-Version"] == "13") }
            // Bytes after a wish to upgrade may be anything.
            if headers["Connection"] == nil { #expect(await socket.http.isClosed(within: 5)) }
        }
    }

    private static let own = ["Host": "localhost:8080", "Origin": "http://localhost:8080"]

    @Test func `every socket's route refuses a foreign page, and callers without the right`() async throws {
        try await TestServer.run { server in
            let routes = server.server.routes(HTTPMetrics()).filter { $0.socket != nil }
            #expect(routes.count >= 4)
            for route in routes {
                let path = route.path.replacing("{ref}", with: "none")
                let foreign = try await server.socket(path, ["Origin": "https://evil.example"])
                #expect(foreign.answer.status == 403, "\(path)")
                #expect(try await server.socket(path, as: nil).answer.status == 401)
                #expect(try await server.socket(path, Self.own).answer.status == 101)
                let isOpenToViewers = route.policy == .view
                let viewer = try await server.socket(path + "?viewOnly=true", as: .viewer)
                #expect(viewer.answer.status == (isOpenToViewers ? 101 : 403), "\(path)")
            }
            #expect(try await server.socket(Self.display, as: .viewer).answer.status == 403, "viewers may only look")
        }
    }

    @Test func `a socket opens on a connection that was used before`() async throws {
        try await TestServer.run { server in
            try await server.makeVM("web")
            let client = try server.client()
            await client.connection.send(TestServer.request("GET", "/healthz"))
            #expect(await client.answer()?.status == 200)
            await client.connection.send(
                TestServer.request(
                    "GET", Self.display, nil, as: .user,
                    [
                        "Upgrade": "websocket", "Connection": "Upgrade", "Sec-WebSocket-Version": "13",
                        "Sec-WebSocket-Key": SocketClient.key,
                    ]))
            #expect(await client.answer(toHead: true)?.status == 101)
        }
    }
}
