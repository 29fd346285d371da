import ApusCore
import ApusModel
import FoundationEssentials
import HTTPTypes
import Logging
import Schema

/// The API's own documents: OpenAPI, and Swagger UI from a folder of its files.
struct DocumentRoutes: Sendable {
    /// The files of Swagger UI by name; nil switches `/docs` off.
    private let files: [String: Data]?

    private static let types = [
        "css": "text/css", "js": "text/javascript", "png": "image/png", "html": "text/html; charset=utf-8",
    ]
    private static let largest = 8 << 20

    /// Reads the folder now and never again: a request cannot name anything outside it, and waits for no disk.
    init(folder: String?, logger: Logger) {
        files = folder.map(Self.read)
        if files?.isEmpty == true {
            logger.warning("The folder of server.docs has no files of Swagger UI; /docs stays empty")
        }
    }

    private static func read(_ folder: String) -> [String: Data] {
        let names = (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []
        let shown = names.filter { type(of: $0) != nil && !$0.hasPrefix(".") }
        let contents = shown.compactMap { name in
            FileManager.default.contents(atPath: folder + "/" + name).map { (name, $0) }
        }
        return Dictionary(contents.filter { $0.1.count <= largest }, uniquingKeysWith: { first, _ in first })
    }

    private static func type(of name: String) -> String? {
        name.split(separator: ".").last.flatMap { types[String($0)] }
    }

    func routes(describing others: [Route]) -> [Route] {
        let document = Data(APIDocument.json(of: others).text(.pretty).utf8)
        let openAPI = Route(
            method: .get, path: "/openapi.json", policy: .open, name: "openapi", tag: "Documents",
            summary: "This document", answers: [.init(status: 200, summary: "OpenAPI 3.1.", schema: nil)]
        ) { _ in Reply(status: 200, content: .bytes(document, type: "application/json")) }
        return files == nil ? [openAPI] : [openAPI, page, script, file]
    }

    private var page: Route {
        Route(
            method: .get, path: "/docs", policy: .open, name: "docs", tag: "Documents", summary: "Swagger UI",
            answers: []
        ) { _ in
            Reply.text(
                """
                <!doctype html><html lang="en"><head><meta charset="utf-8"><title>Apus API</title>
                <base href="docs/"><link rel="stylesheet" href="files/swagger-ui.css"></head><body><div id="swagger-ui"></div>
                <script src="files/swagger-ui-bundle.js"></script><script src="start.js"></script></body></html>
                """, type: "text/html; charset=utf-8"
            ).with(.contentSecurityPolicy, Self.policy)
        }
    }

    /// A file of its own, so that the page needs no inline script.
    private var script: Route {
        Route(
            method: .get, path: "/docs/start.js", policy: .open, name: "docs-start", tag: "Documents",
            summary: "Starts Swagger UI", answers: []
        ) { _ in
            .text(
                "SwaggerUIBundle({ url: \"../openapi.json\", dom_id: \"#swagger-ui\", deepLinking: true });\n",
                type: "text/javascript")
        }
    }

    private var file: Route {
        Route(
            method: .get, path: "/docs/files/{name}", policy: .open, name: "docs-file", tag: "Documents",
            summary: "A file of Swagger UI", answers: []
        ) { call in
            guard let data = files?[call.reference], let type = Self.type(of: call.reference) else {
                throw Problem(.notFound, "There is no such file.")
            }
            return Reply(status: 200, content: .bytes(data, type: type)).with(.cacheControl, "max-age=86400")
        }
    }

    private static let policy =
        "default-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; frame-ancestors 'none'"
}
