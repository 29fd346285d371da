import ApusClient
import ApusModel
import Foundation
import Testing

extension IntegrationTests {
    /// What the server fetches from a server of the test's own.
    @Suite struct Pulls {
        @Test func `an image is fetched, checked, and gone where it is not what was announced`() async throws {
            try await Site.with { site in
                try await WebServer.with(folder: try await Images.folder()) { port in
                    let policy = [
                        "images.allowHTTP=true", "images.ports=\(port)", "images.allowedNetworks=127.0.0.0/8",
                    ]
                    try await ApusServerProcess.with(policy) { server in
                        try await server.start()
                        try await server.use { client in
                            try await client.addProvider("lab", site.host, poolPath: site.poolFolder)
                            try await look(client, "http://127.0.0.1:\(port)/tiny.qcow2")
                        }
                    }
                }
                let left = (try? FileManager.default.contentsOfDirectory(atPath: site.poolFolder)) ?? []
                #expect(left == [])
            }
        }

        @Test(
            .enabled(if: ["gpg", "gpgv"].allSatisfy { FileManager.default.isExecutableFile(atPath: "/usr/bin/\($0)") }))
        func `a list signed by a trusted key is believed, and a forged one leaves nothing`() async throws {
            let folder = try await SignedLists.folder()
            try await Site.with { site in
                try await WebServer.with(folder: folder) { port in
                    let policy = [
                        "images.allowHTTP=true", "images.ports=\(port)", "images.allowedNetworks=127.0.0.0/8",
                        "images.keyring=\(folder)/keys.gpg",
                    ]
                    try await ApusServerProcess.with(policy) { server in
                        try await server.start()
                        try await server.use { client in
                            try await client.addProvider("lab", site.host, poolPath: site.poolFolder)
                            try await believe(client, "http://127.0.0.1:\(port)/")
                        }
                    }
                }
                #expect((try? FileManager.default.contentsOfDirectory(atPath: site.poolFolder)) ?? [] == [])
            }
        }

        private func believe(_ client: Client, _ base: String) async throws {
            for (name, list, signature) in [("two", "SUMS", "SUMS.gpg"), ("one", nil, "SUMS.asc")] {
                var request = CreateImage(name: name, source: .url)
                (request.url, request.sha256sumsURL) = (base + "tiny.qcow2", list.map { base + $0 })
                request.signatureURL = base + signature
                try await client.succeeded(try await client.pull(request, key: Client.idempotencyKey()))
                let image = try await client.show(.images, name, as: Image.self)
                #expect(image.state == .ready && image.signedBy?.count == 40)
                try await client.removeImage(name, force: false, key: Client.idempotencyKey())
            }
            for (list, code) in [("FORGED", "signature/bad"), ("SUMS", "signature/unknown-key")] {
                var request = CreateImage(name: "bad", source: .url)
                (request.url, request.sha256sumsURL) = (base + "tiny.qcow2", base + list)
                request.signatureURL = base + (list == "SUMS" ? "STRANGE.gpg" : "SUMS.gpg")
                let end = try await client.settled(try await client.pull(request, key: Client.idempotencyKey()))
                #expect(end.state == .failed && end.error?.errors?.first?.code == code)
            }
            #expect(try await client.list(.images).total == 0)
        }

        private func look(_ client: Client, _ url: String) async throws {
            let sum = try LocalFile(reading: try await Images.folder() + "/tiny.qcow2").sha256()
            var good = CreateImage(name: "good", source: .url)
            (good.url, good.sha256) = (url, sum)
            try await client.succeeded(try await client.pull(good, key: Client.idempotencyKey()))
            let image = try await client.show(.images, "good", as: Image.self)
            #expect(image.state == .ready && image.sha256 == sum && image.url == url)
            for (name, url, sum) in [
                ("other", url, String(repeating: "0", count: 64)), ("none", url + "x", sum),
                ("inner", url.replacing("127.0.0.1", with: "[::1]"), sum),
            ] {
                var bad = CreateImage(name: name, source: .url)
                (bad.url, bad.sha256) = (url, sum)
                let end = try await client.settled(try await client.pull(bad, key: Client.idempotencyKey()))
                #expect(end.state == .failed && end.error?.status == 422, "\(name)")
            }
            #expect(try await client.list(.images).total == 1)
            try await client.removeImage("good", force: false, key: Client.idempotencyKey())
        }
    }
}

/// Python's server of files.
private enum WebServer {
    static func with(folder: String, _ body: (Int) async throws -> Void) async throws {
        let log = try Ground.shared.get().folder + "/web-" + UUID().uuidString
        let output = open(log, O_WRONLY | O_CREAT | O_CLOEXEC, 0o600)
        let child = try ChildProcess(
            "/usr/bin/python3", ["-u", "-m", "http.server", "0", "--bind", "127.0.0.1", "--directory", folder],
            files: (output, output, output))
        close(output)
        defer { child.signal(SIGKILL) }
        let port = try await eventually("the web server says its port", within: .seconds(20)) {
            let text = (try? String(contentsOfFile: log, encoding: .utf8)) ?? ""
            return text.firstMatch(of: /port ([0-9]+)/).flatMap { Int($0.1) }
        }
        try await body(port)
    }
}
