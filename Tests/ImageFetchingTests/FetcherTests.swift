import ApusCore
import ApusModel
import Foundation
import Testing

@testable import ImageFetching

@Suite(.timeLimit(.minutes(1))) struct FetcherTests {
    @Test(arguments: [
        "http://127.0.0.1/x", "http://2130706433/x", "http://0177.0.0.1/x", "http://0x7f.1/x", "http://0x7f000001/x",
        "http://127.1/x", "http://[::1]/x", "http://[::ffff:127.0.0.1]/x", "http://localhost/x", "http://0/x",
        "http://0.0.0.0/x", "http://169.254.169.254/latest/meta-data", "http://[::ffff:a9fe:a9fe]/x",
        "http://10.0.0.1/x", "http://172.16.1.1/x", "http://192.168.1.1/x", "http://100.64.0.1/x", "http://224.0.0.1/x",
        "http://[fe80::1]/x", "http://[fc00::1]/x", "http://[64:ff9b::7f00:1]/x", "http://[2002:7f00:1::]/x",
    ])
    func `an address that is not of the open internet is refused in every form`(_ url: String) async {
        let error = await problem { try await fetch(url, .init(allowsHTTP: true)) }
        #expect(error?.errors?.first?.code == "url/forbidden" && error?.status == 422)
    }

    @Test func `a file comes through where its network is allowed`() async throws {
        try await FileServer.with(["/a": .init(body: "hello")]) { server async throws in
            let policy = policy(server)
            #expect(try await fetch(server.url("/a"), policy) == "hello")
        }
    }

    @Test func `a name is resolved once, and one bad address among its addresses refuses it`() async throws {
        let fetcher = HTTPImageFetcher { _, _ in
            [IPAddress("8.8.8.8"), IPAddress("10.0.0.1")].compactMap(\.self)
        }
        let error = await problem {
            try await fetcher.fetch("http://rebinding.example/x", under: .init(allowsHTTP: true)) { _ in }
        }
        #expect(error?.errors?.first?.code == "url/forbidden")
    }

    @Test(arguments: [
        "http://10.1.2.3/x", "file:///etc/passwd", "gopher://127.0.0.1/", "http://u:p@127.0.0.1/", "//[::1]/x",
    ])
    func `a redirect is checked like the URL itself`(_ location: String) async throws {
        try await FileServer.with(["/a": .init(status: 302, location: location)]) { server async throws in
            let error = await problem { try await fetch(server.url("/a"), policy(server)) }
            #expect(error?.errors?.first?.code == "url/forbidden")
        }
    }

    @Test func `a few redirects are followed, an endless chain is not`() async throws {
        try await FileServer.with([
            "/a": .init(status: 301, location: "/d/b"), "/d/b": .init(status: 307, location: "c"),
            "/d/c": .init(body: "there"), "/loop": .init(status: 302, location: "/loop"),
        ]) { server async throws in
            #expect(try await fetch(server.url("/a"), policy(server)) == "there")
            let error = await problem { try await fetch(server.url("/loop"), policy(server)) }
            #expect(error?.detail.contains("redirects") == true)
        }
    }

    @Test func `a connection that is cut is an error, not a short file`() async throws {
        try await FileServer.with(["/a": .init(body: "hello", announced: 100)]) { server async throws in
            let error = await problem { try await fetch(server.url("/a"), policy(server)) }
            #expect(error?.code == "host-refused")
        }
    }

    @Test func `what is too large is refused before and while it comes`() async throws {
        try await FileServer.with(["/a": .init(body: "hello"), "/b": .init(body: "hello", announced: nil)]) {
            server async throws in
            var policy = policy(server)
            policy.maximumSize = 4
            #expect(await problem { try await fetch(server.url("/a"), policy) }?.detail.contains("larger") == true)
            #expect(await problem { try await fetch(server.url("/b"), policy) }?.detail.contains("larger") == true)
        }
    }

    @Test func `what is not there is told with its status`() async throws {
        try await FileServer.with([:]) { server async throws in
            let error = await problem { try await fetch(server.url("/none"), policy(server)) }
            #expect(error?.detail.contains("404") == true)
        }
    }

    private func policy(_ server: FileServer) -> OutboundPolicy {
        OutboundPolicy(
            allowsHTTP: true, ports: [server.port], networks: [CIDR("127.0.0.0/8")].compactMap(\.self))
    }

    @discardableResult
    private func fetch(_ url: String, _ policy: OutboundPolicy) async throws -> String {
        let text = Text()
        try await HTTPImageFetcher().fetch(url, under: policy) { content in
            for try await piece in content.bytes { await text.add(piece) }
        }
        return await text.value
    }

    private actor Text {
        var value = ""
        func add(_ piece: [UInt8]) { value += String(decoding: piece, as: UTF8.self) }
    }

    private func problem(_ body: () async throws -> some Any) async -> Problem? {
        do {
            _ = try await body()
            return nil
        } catch { return error as? Problem }
    }
}
