import Foundation
import Testing

@testable import ApusServer

@Suite struct PageTests {
    /// A page in a folder of its own, and a secret beside it.
    private static func withPage(
        prefix: String = "", _ body: @escaping (TestServer, String) async throws -> Void
    ) async throws {
        let root = FileManager.default.temporaryDirectory.path + "/apus-page-\(UUID().uuidString)"
        let folder = root + "/page"
        try FileManager.default.createDirectory(atPath: folder + "/assets", withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(atPath: root) }
        for (name, text) in [
            ("index.html", "<base href=\"/\">index"), ("index.html.gz", "packed index"), ("favicon.svg", "<svg/>"),
            ("assets/app-ABCD1234.js", "app"), ("assets/app-ABCD1234.js.gz", "packed app"), ("assets/plain.css", "css"),
            (".secret.txt", "secret"), ("assets/page.php", "secret"), ("../secret.txt", "secret"),
        ] {
            try Data(text.utf8).write(to: URL(filePath: folder + "/" + name))
        }
        for (link, target) in [
            ("link.txt", root + "/secret.txt"), ("assets/link.css", "plain.css"), ("outside", root),
        ] {
            try FileManager.default.createSymbolicLink(atPath: folder + "/" + link, withDestinationPath: target)
        }
        try await TestServer.run(access: Access(pageFolders: ["/nonexistent", folder], prefix: prefix)) {
            server async throws in
            try await body(server, folder)
        }
    }

    @Test func `every path that is no file is a view of the page`() async throws {
        try await Self.withPage { server, _ async throws in
            for path in ["/", "/vms", "/vms/0b1c", "/sign-in?next=%2Fvms", "/vms/web.example", "/index.html"] {
                let answer = try await server.ask("GET", path, nil, as: nil)
                #expect(answer.status == 200 && answer.text == "<base href=\"/\">index", "\(path)")
                #expect(answer["Content-Type"] == "text/html; charset=utf-8")
                #expect(answer["Cache-Control"] == "no-cache")
            }
            for path in ["/api", "/api/v1/nothing", "/metrics/x", "/docs", "/docs/x", "/ws/vm/x/status"] {
                let answer = try await server.ask("GET", path)
                #expect(answer.status == 404 && answer.code == "not-found", "\(path)")
            }
            #expect(try await server.ask("GET", "/metrics", nil, as: nil).status == 401)
            #expect(try await server.ask("POST", "/vms", nil, as: nil).status == 404)
            #expect(try await server.ask("GET", "/?token=apus_viewer", nil, as: nil).status == 400)
        }
    }

    @Test func `files are sent with their type, and those of one content for ever`() async throws {
        try await Self.withPage { server, _ async throws in
            let app = try await server.ask("GET", "/assets/app-ABCD1234.js", nil, as: nil)
            #expect(app.text == "app" && app["Content-Type"] == "text/javascript; charset=utf-8")
            #expect(app["Cache-Control"] == "public, max-age=31536000, immutable")
            #expect(app["Vary"] == "Accept-Encoding" && app["Content-Encoding"] == nil)
            let plain = try await server.ask("GET", "/assets/plain.css", nil, as: nil)
            #expect(plain.text == "css" && plain["Cache-Control"] == "no-cache")
            let head = try await server.ask("HEAD", "/assets/plain.css", nil, as: nil)
            #expect(head.status == 200 && head["Content-Length"] == "3" && head.body.isEmpty)
        }
    }

    @Test func `compressed files go to those who take them`() async throws {
        try await Self.withPage { server, _ async throws in
            func app(_ coding: String, _ path: String = "/assets/app-ABCD1234.js") async throws -> Answer {
                try await server.ask("GET", path, nil, as: nil, ["Accept-Encoding": coding])
            }
            for coding in ["gzip", "deflate, GZIP;q=0.5, br"] {
                let answer = try await app(coding)
                #expect(answer.text == "packed app" && answer["Content-Encoding"] == "gzip")
                #expect(answer["Content-Type"] == "text/javascript; charset=utf-8")
            }
            for coding in ["br", "gzip;q=0", "gzip; q=0.00", "xgzip", "identity"] {
                #expect(try await app(coding).text == "app", "\(coding)")
            }
            #expect(try await app("gzip", "/assets/plain.css").text == "css", "none is there")
            #expect(try await app("gzip", "/").text.hasSuffix("index"), "its base may be changed")
            #expect(try await app("gzip")["ETag"] != app("br")["ETag"])
        }
    }

    @Test func `what is known is not sent again, and a new file is seen at once`() async throws {
        try await Self.withPage { server, folder async throws in
            let first = try await server.ask("GET", "/", nil, as: nil)
            let tag = try #require(first["ETag"])
            let known = try await server.ask("GET", "/vms", nil, as: nil, ["If-None-Match": "W/\(tag)"])
            #expect(known.status == 304 && known["ETag"] == tag && known["Cache-Control"] == "no-cache")
            #expect(known["Content-Security-Policy"] == first["Content-Security-Policy"])
            try Data("new".utf8).write(to: URL(filePath: folder + "/index.html"))
            let new = try await server.ask("GET", "/vms", nil, as: nil, ["If-None-Match": tag])
            #expect(new.status == 200 && new.text == "new")
        }
    }

    @Test(arguments: [
        "/link.txt", "/assets/link.css", "/outside/secret.txt", "/../secret.txt", "/assets/../../secret.txt",
        "/%2e%2e/secret.txt", "/..%2fsecret.txt", "/assets/..%2f..%2fsecret.txt", "//etc/hostname.txt", "/.secret.txt",
        "/assets/page.php", "/assets", "/assets/none.js", "/none.js", "/assets/app-ABCD1234.js.gz",
        "/assets/plain.css/x.css",
    ])
    func `nothing but the page's own files is served`(_ path: String) async throws {
        try await Self.withPage { server, _ async throws in
            let answer = try await server.ask("GET", path, nil, as: nil)
            #expect(answer.status == 404, "\(answer.status)")
            #expect(!answer.text.contains("secret") && !answer.text.contains("packed"))
        }
    }

    @Test func `every answer has the headers that keep it from being misused`() async throws {
        try await Self.withPage { server, _ async throws in
            for (path, policy) in [
                ("/", PagePolicy.strict), ("/assets/plain.css", PagePolicy.strict),
                ("/api/v1/vms", "default-src 'none'; frame-ancestors 'none'"),
                ("/nothing.js", "default-src 'none'; frame-ancestors 'none'"),
            ] {
                let answer = try await server.ask("GET", path)
                #expect(answer["Content-Security-Policy"] == policy, "\(path)")
                #expect(answer["X-Content-Type-Options"] == "nosniff")
                #expect(answer["Referrer-Policy"] == "no-referrer")
                #expect(answer["Cross-Origin-Opener-Policy"] == "same-origin")
                #expect(answer["Cross-Origin-Resource-Policy"] == "same-origin")
                #expect(answer["Access-Control-Allow-Origin"] == nil)
            }
            let policy = PagePolicy.strict
            #expect(policy.contains("default-src 'self'") && policy.contains("frame-ancestors 'none'"))
            #expect(!policy.contains("unsafe-eval") && policy.contains("script-src 'self';"))
        }
    }

    @Test func `of scripts within the page those run that its file has, and no others`() {
        // The example of Content Security Policy Level 3, section 8.4, has this text and hash.
        let policy = PagePolicy.of(
            Data("<head><script>1 < 2</script><script>doSomething();</script><script src=\"x.js\"></script>".utf8))
        #expect(policy.split(separator: "sha256-").count == 3)
        #expect(policy.contains("sha256-RFWPLDbv2BY+rCkDzsE+0fr8ylGr2R2faWMhq4lfEQc=';"))
    }

    @Test func `below a prefix the page knows its base, whether or not the proxy cuts it off`() async throws {
        try await Self.withPage(prefix: "/tools/apus") { server, _ async throws in
            for path in ["/tools/apus", "/tools/apus/", "/tools/apus/vms/x", "/", "/vms"] {
                let answer = try await server.ask("GET", path, nil, as: nil)
                #expect(answer.text == "<base href=\"/tools/apus/\">index", "\(path)")
            }
            #expect(try await server.ask("GET", "/tools/apus/assets/plain.css", nil, as: nil).text == "css")
            #expect(try await server.ask("GET", "/tools/apus/api/v1/vms").status == 200)
            #expect(try await server.ask("GET", "/tools/apus/api/v1/vms", nil, as: nil).status == 401)
        }
    }

    @Test func `a page that is not built says how to build it, and one that is off is not there`() async throws {
        try await TestServer.run(access: Access(pageFolders: ["/nonexistent"])) { server async throws in
            let answer = try await server.ask("GET", "/", nil, as: nil)
            #expect(answer.status == 503 && answer.text.contains("web/build"))
            #expect(try await server.ask("GET", "/assets/app.js", nil, as: nil).status == 404)
        }
        try await TestServer.run { server async throws in
            #expect(try await server.ask("GET", "/", nil, as: nil).status == 404)
        }
    }
}
