import ApusCore
import ApusModel
import ApusStore
import Foundation
import Logging
import Schema
import Testing

@testable import ApusServer

@Suite struct DocumentTests {
    private static func withServer(_ body: (Server) throws -> Void) throws {
        let folder = FileManager.default.temporaryDirectory.path + "/apus-document-\(UUID().uuidString)"
        defer { try? FileManager.default.removeItem(atPath: folder) }
        let logger = Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }
        let core = ControlPlane(
            store: try Store(folder: folder), drivers: [], settings: .init(imageDirectories: []), logger: logger)
        try body(
            Server(
                core: core, feed: Feed(estate: core.estate, epoch: ""), gate: Gate([]),
                settings: .init(address: "127.0.0.1", port: 0, maxBody: 1, openMetrics: false, docsFolder: nil),
                logger: logger))
    }

    @Test func `the declarations of the API have no faults`() throws {
        try Self.withServer { server in
            let faults = APIDocument.document(of: server.describedRoutes(HTTPMetrics())).faults()
            #expect(faults.isEmpty, "\(faults)")
        }
    }

    @Test func `the document in docs is that of the code`() throws {
        let path = URL(fileURLWithPath: #filePath).deletingLastPathComponent().appendingPathComponent(
            "../../docs/openapi.json")
        try Self.withServer { server in
            let stored = try? String(contentsOf: path.standardizedFileURL, encoding: .utf8)
            #expect(
                stored == server.openAPI,
                "docs/openapi.json is not what the routes say: run scripts/openapi and look at the difference")
        }
    }

    @Test func `the document is OpenAPI 3.1 to its validator`() throws {
        let check = "import json, sys, openapi_spec_validator as v; v.validate(json.load(sys.stdin))"
        guard
            let found = try? Command.run(
                "/usr/bin/env", ["python3", "-c", "import openapi_spec_validator"], input: ""), found.status == 0
        else { return }
        try Self.withServer { server in
            let (status, output) = try Command.run("/usr/bin/env", ["python3", "-c", check], input: server.openAPI)
            #expect(status == 0, "\(output.suffix(2000))")
        }
    }

    @Test func `every route has a summary, a tag, answers and a name of its own`() throws {
        try Self.withServer { server in
            let routes = server.describedRoutes(HTTPMetrics())
            #expect(Set(routes.map(\.name)).count == routes.count)
            for route in routes {
                #expect(!route.summary.isEmpty && !route.tag.isEmpty && !route.answers.isEmpty, "\(route.path)")
                #expect(route.segments.count { $0.hasPrefix("{") } <= 3)
            }
        }
    }

    @Test func `the server serves the document to anybody`() async throws {
        try await TestServer.run { server in
            let answer = try await server.ask("GET", "/openapi.json", nil, as: nil)
            #expect(answer["Content-Type"] == "application/json")
            #expect(answer.text + "\n" == server.server.openAPI)
        }
    }

    @Test func `the page serves its folder and nothing else`() async throws {
        let folder = FileManager.default.temporaryDirectory.path + "/apus-docs-\(UUID().uuidString)"
        try FileManager.default.createDirectory(atPath: folder + "/files/inner.css", withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(atPath: folder) }
        for (name, text) in [
            ("files/swagger-ui.css", "css"), ("files/secret.txt", "secret"), ("files/.hidden.css", "secret"),
            ("outside.css", "secret"),
        ] {
            try Data(text.utf8).write(to: URL(fileURLWithPath: "\(folder)/\(name)"))
        }
        try await TestServer.run(docs: folder + "/files") { server in
            let page = try await server.ask("GET", "/docs", nil, as: nil)
            #expect(page["Content-Security-Policy"]?.hasPrefix("default-src 'self'") == true)
            #expect(page["Content-Type"] == "text/html; charset=utf-8")
            let file = try await server.ask("GET", "/docs/files/swagger-ui.css", nil, as: nil)
            #expect(file.text == "css")
            #expect(file["Content-Type"] == "text/css")
            for name in [
                "secret.txt", ".hidden.css", "../outside.css", "..%2foutside.css", "%2e%2e/outside.css", "inner.css",
                "none.css", "x%00.css", "..\\outside.css",
            ] {
                let answer = try await server.ask("GET", "/docs/files/\(name)", nil, as: nil)
                #expect([400, 404].contains(answer.status), "\(name)")
                #expect(!answer.text.contains("secret\""), "\(name)")
            }
        }
        try await TestServer.run { server async throws in
            #expect(try await server.ask("GET", "/docs", nil, as: nil).status == 404)
        }
    }
}
