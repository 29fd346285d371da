import Foundation
import Testing

@testable import ApusServer

@Suite struct FramingTests {
    static let start = "GET /healthz HTTP/1.1\r\n"

    @Test func `headers that are too many or too long are refused with 431`() async throws {
        try await TestServer.run { server in
            let many = (0..<10_000).map { "X-\($0): a\r\n" }.joined()
            let long = "X-Long: " + String(repeating: "a", count: 100 * 1024) + "\r\n"
            let token = "Authorization: Bearer " + String(repeating: "a", count: 1 << 20) + "\r\n"
            for header in [many, long, token] {
                let (answer, client) = try await server.raw(Self.start + "Host: apus\r\n" + header + "\r\n")
                #expect(answer?.status == 431)
                #expect(answer?.code == "headers-too-large")
                #expect(await client.isClosed())
            }
            #expect(try await server.ask("GET", "/healthz").status == 200)
        }
    }

    static let odd: [(String, String)] = [
        ("CL and TE", post("Content-Length: 5\r\nTransfer-Encoding: chunked\r\n", "0\r\n\r\n")),
        ("two CL", post("Content-Length: 2\r\nContent-Length: 3\r\n", "{}")),
        ("CL list", post("Content-Length: 2, 3\r\n", "{}")), ("CL signed", post("Content-Length: +2\r\n", "{}")),
        ("CL hex", post("Content-Length: 0x2\r\n", "{}")),
        ("CL too large", post("Content-Length: 99999999999999999999\r\n", "{}")),
        ("unknown TE", post("Transfer-Encoding: xchunked\r\n", "0\r\n\r\n")),
        ("chunked not last", post("Transfer-Encoding: chunked, identity\r\n", "0\r\n\r\n")),
        ("bad chunk size", post("Transfer-Encoding: chunked\r\n", "zz\r\n{}\r\n0\r\n\r\n")),
        ("signed chunk size", post("Transfer-Encoding: chunked\r\n", "+2\r\n{}\r\n0\r\n\r\n")),
        ("huge chunk size", post("Transfer-Encoding: chunked\r\n", "fffffffffffffffff\r\n{}\r\n0\r\n\r\n")),
        ("space before colon", start + "Host: apus\r\nX-A : b\r\n\r\n"),
        ("folded line", start + "Host: apus\r\nX-A: b\r\n c\r\n\r\n"),
        ("NUL", start + "Host: apus\r\nX-A: b\u{0}c\r\n\r\n"),
        ("lone CR", start + "Host: apus\r\nX-A: b\rc\r\n\r\n"), ("no Host", start + "\r\n"),
        ("two Hosts", start + "Host: a\r\nHost: b\r\n\r\n"), ("empty Host", start + "Host:\r\n\r\n"),
        ("no version", "GET /healthz\r\n\r\n"), ("HTTP/3", "GET /healthz HTTP/3.0\r\nHost: apus\r\n\r\n"),
        ("space in target", "GET /health z HTTP/1.1\r\nHost: apus\r\n\r\n"),
        ("unknown verb", "BREW / HTTP/1.1\r\nHost: apus\r\n\r\n"),
        ("garbage", "\u{1}\u{2}\u{3}\r\n\r\n"), ("TLS", "\u{16}\u{3}\u{1}\u{2}\u{0}\u{1}\u{0}\u{1}"),
        ("CONNECT", "CONNECT apus:80 HTTP/1.1\r\nHost: apus\r\n\r\n"),
    ]

    @Test(arguments: odd)
    func `a request whose framing or receiver is unclear is refused and its connection ends`(
        _ what: String, _ request: String
    ) async throws {
        try await TestServer.run { server in
            let follow = "GET /api/v1/smuggled HTTP/1.1\r\nHost: apus\r\n\r\n"
            let (answer, client) = try await server.raw(request + follow)
            #expect(answer?.status == 400, "\(what): \(answer?.text ?? "none")")
            #expect(answer?.problem != nil, "\(what): \(answer?.text ?? "none")")
            #expect(answer?["X-Request-Id"] == answer?.problem?.instance)
            #expect(await client.answer() == nil, "\(what): something followed")
            #expect(await client.isClosed())
            #expect(!server.log.text.contains("unexpectedly"))
        }
    }

    @Test func `header text beyond ASCII is carried, an absolute target is served`() async throws {
        try await TestServer.run { server async throws in
            #expect(try await server.raw(Self.start + "Host: apus\r\nX-A: grün\r\n\r\n").answer?.status == 200)
            #expect(
                try await server.raw("GET http://apus/healthz HTTP/1.1\r\nHost: apus\r\n\r\n").answer?.status == 200)
        }
    }

    @Test func `a wish to upgrade or to close ends the connection after the answer`() async throws {
        try await TestServer.run { server in
            for header in [
                "Connection: Upgrade, HTTP2-Settings\r\nUpgrade: h2c\r\n", "Connection: Close\r\n",
                "Connection: close\r\n",
            ] {
                let (answer, client) = try await server.raw(Self.start + "Host: apus\r\n\(header)\r\n")
                #expect(answer?.status == 200)
                #expect(answer?["Connection"] == "close")
                #expect(await client.isClosed())
            }
        }
    }

    @Test func `ten thousand pipelined requests are answered in order`() async throws {
        try await TestServer.run { server in
            let client = try server.client()
            let requests = (0..<10_000).map { index in
                "GET \(index % 2 == 0 ? "/healthz" : "/nothing") HTTP/1.1\r\nHost: apus\r\n\r\n"
            }
            let sending = Task { [sender = client.connection] in
                for batch in stride(from: 0, to: requests.count, by: 100) {
                    await sender.send(requests[batch..<batch + 100].joined())
                }
            }
            for index in 0..<10_000 {
                let answer = await client.answer()
                guard answer?.status == (index % 2 == 0 ? 200 : 404) else {
                    Issue.record("answer \(index): \(String(describing: answer))")
                    break
                }
            }
            await sending.value
        }
    }

    @Test func `a request that answers before its body ends leaves no second request behind`() async throws {
        try await TestServer.run { server in
            // Refused for want of a token while the body is still to come: the rest must not be read as a request.
            let head =
                "POST /api/v1/vms HTTP/1.1\r\nHost: apus\r\nContent-Type: application/json\r\nContent-Length: 1000\r\n\r\n"
            let (answer, client) = try await server.raw(head)
            #expect(answer?.status == 401)
            #expect(answer?["Connection"] == "close")
            await client.connection.send("GET /healthz HTTP/1.1\r\nHost: apus\r\n\r\n")
            #expect(await client.answer() == nil)
            #expect(await client.isClosed())
        }
    }

    private static func post(_ headers: String, _ body: String) -> String {
        "POST /api/v1/vms HTTP/1.1\r\nHost: apus\r\nAuthorization: Bearer apus_administrator\r\nContent-Type: application/json\r\n"
            + headers + "\r\n" + body
    }
}
