import ApusCore
import ApusModel
import FoundationEssentials
import HTTPTypes
import Schema

/// The API's own documents: OpenAPI, and Swagger UI from a folder of its files.
struct DocumentRoutes: Sendable {
    /// The folder of Swagger UI's distribution; nil switches `/docs` off.
    let folder: String?

    private static let types = ["css": "text/css", "js": "text/javascript", "png": "image/png", "html": "text/html; charset=utf-8"]

    func routes(describing others: [Route]) -> [Route] {
        let document = Data(APIDocument.json(of: others).text(.pretty).utf8)
        let openAPI = Route(
            method: .get, path: "/openapi.json", policy: .open, name: "openapi", tag: "Documents",
            summary: "This document", answers: [.init(status: 200, summary: "OpenAPI 3.1.", schema: nil)]
        ) { _ in Reply(status: 200, content: .bytes(document, type: "application/json")) }
        guard let folder else { return [openAPI] }
        return [openAPI] + [page, script] + files(folder)
    }

    private var page: Route {
        Route(method: .get, path: "/docs", policy: .open, name: "docs", tag: "Documents", summary: "Swagger UI", answers: []) { _ in
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
        Route(method: .get, path: "/docs/start.js", policy: .open, name: "docs-start", tag: "Documents", summary: "Starts Swagger UI", answers: []) { _ in
            .text("SwaggerUIBundle({ url: \"../openapi.json\", dom_id: \"#swagger-ui\", deepLinking: true });\n", type: "text/javascript")
        }
    }

    private func files(_ folder: String) -> [Route] {
        [
            Route(method: .get, path: "/docs/files/{name}", policy: .open, name: "docs-file", tag: "Documents", summary: "A file of Swagger UI", answers: []) { call in
                let name = call.parameters["name"] ?? ""
                let ending = name.split(separator: ".").last.map(String.init) ?? ""
                // One plain name in one folder: no separators, no dots in front.
                guard let type = Self.types[ending], !name.hasPrefix("."), !name.contains("/"),
                    let data = FileManager.default.contents(atPath: folder + "/" + name)
                else { throw Problem(.notFound, "There is no such file.") }
                return Reply(status: 200, content: .bytes(data, type: type)).with(.cacheControl, "max-age=86400")
            }
        ]
    }

    private static let policy = "default-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; frame-ancestors 'none'"
}
