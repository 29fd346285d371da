import ApusModel
import Crypto
import FoundationEssentials
import HTTPTypes
import NIOPosix

/// The page: static files of a folder. A path that is no file of it and none of the API's is a view of the page.
final class PageFiles: Sendable {
    /// The first that has an index.html is the page.
    private let folders: [String]
    /// `<base href>` of the page, so that all its addresses are right below a proxy's path.
    private let prefix: String
    private let cache = PageCache()

    init(folders: [String], prefix: String) {
        self.folders = folders
        self.prefix = prefix
    }

    /// What belongs to the API and its like: there no mistake may look like a page.
    private static let reserved: Set = ["api", "docs", "healthz", "metrics", "openapi.json", "readyz", "ws"]

    /// - Returns: nil for a path that is not the page's, or a file that is not there.
    func reply(to segments: [String], _ headers: HTTPFields) async throws -> Reply? {
        guard !Self.reserved.contains(segments.first ?? "") else { return nil }
        let isFile = segments.first == "assets" || PageFileType.of(segments.last ?? "") != nil
        let path = isFile ? segments : ["index.html"]
        // Reading files blocks, and may do so for long on a slow disk.
        let found = try await NIOThreadPool.singleton.runIfActive { self.find(path, headers) }
        guard let found else { return isFile ? nil : Self.absent }
        return found.reply(to: headers, path)
    }

    private func find(_ path: [String], _ headers: HTTPFields) -> PageFile? {
        guard let type = PageFileType.of(path.last ?? ""), let folder = folders.first(where: PageFolder.isPage) else {
            return nil
        }
        guard path != ["index.html"] else { return cache.file(folder, path, suffix: "", type, edit: based) }
        let compressed = Self.takesGzip(headers) ? cache.file(folder, path, suffix: ".gz", type) : nil
        return compressed ?? cache.file(folder, path, suffix: "", type)
    }

    private func based(_ text: Data) -> Data {
        guard !prefix.isEmpty else { return text }
        let page = String(decoding: text, as: UTF8.self)
        return Data(page.replacing("<base href=\"/\">", with: "<base href=\"\(prefix)/\">").utf8)
    }

    static func takesGzip(_ headers: HTTPFields) -> Bool {
        let items = (headers[.acceptEncoding] ?? "").lowercased().filter { $0 != " " }.split(separator: ",")
        return items.contains { (item: Substring) -> Bool in
            let parts = item.split(separator: ";")
            // A quality of zero is a refusal (RFC 9110, section 12.4.2).
            let isRefused = parts.dropFirst().contains { $0.hasPrefix("q=") && Double($0.dropFirst(2)) == 0 }
            return parts.first == "gzip" && !isRefused
        }
    }

    /// Said at the place where people look first.
    private static let absent = Reply.text(
        """
        <!doctype html><html lang="en"><head><meta charset="utf-8"><title>Apus</title></head><body>
        <h1>Apus runs, but its page is not built</h1>
        <p>Build it with <code>web/build web/dist</code> in the checkout, and name the folder in <code>page.folder</code>;
        <code>./quickstart</code> does both.</p>
        <p>The API is there: <code>/openapi.json</code>, and the command line <code>apus</code>.</p>
        </body></html>

        """, status: 503, type: "text/html; charset=utf-8"
    ).with(.cacheControl, "no-cache")
}

/// One file as it is sent.
struct PageFile: Sendable {
    var bytes: Data
    var type: String
    var tag: String
    var isCompressed: Bool
    var policy = PagePolicy.strict

    func reply(to headers: HTTPFields, _ path: [String]) -> Reply {
        var reply = Reply(status: 200, content: .bytes(bytes, type: type))
        if EntityTag.isKnown(tag, to: headers) { reply = Reply(status: 304) }
        reply.headers[.eTag] = tag
        reply.headers[.vary] = "Accept-Encoding"
        reply.headers[.contentSecurityPolicy] = policy
        reply.headers[.cacheControl] = Self.isImmutable(path) ? "public, max-age=31536000, immutable" : "no-cache"
        if isCompressed, reply.status == 200 { reply.headers[.contentEncoding] = "gzip" }
        return reply
    }

    /// `assets/app-7QZK3M2A.js`: another content has another name.
    static func isImmutable(_ path: [String]) -> Bool {
        path.first == "assets" && path.last?.wholeMatch(of: /.+-[A-Za-z0-9]{8,}\.[a-z0-9]+/) != nil
    }
}

/// What kinds of files a page has. Others are not served.
enum PageFileType {
    private static let types = [
        "html": "text/html; charset=utf-8", "css": "text/css; charset=utf-8", "js": "text/javascript; charset=utf-8",
        "mjs": "text/javascript; charset=utf-8", "json": "application/json", "map": "application/json",
        "svg": "image/svg+xml", "png": "image/png", "jpg": "image/jpeg", "webp": "image/webp", "ico": "image/x-icon",
        "woff2": "font/woff2", "txt": "text/plain; charset=utf-8", "wasm": "application/wasm",
        "webmanifest": "application/manifest+json", "cast": "application/x-asciicast",
    ]

    static func of(_ name: String) -> String? {
        guard let dot = name.lastIndex(of: ".") else { return nil }
        return types[String(name[name.index(after: dot)...])]
    }
}
