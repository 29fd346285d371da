import Foundation

/// A scenario of `web/tests/browser` in a real browser against a real server.
struct BrowserScenario {
    var server: ApusServerProcess
    /// Below which path the page is.
    var prefix = ""

    /// Python with Playwright, as `scripts/browser` makes it; nil where it is not there.
    static let python: String? = {
        let variables = ProcessInfo.processInfo.environment
        let cache = variables["APUS_CACHE"] ?? (variables["HOME"] ?? "/root") + "/.cache/apus"
        let candidates = [variables["APUS_BROWSER_PYTHON"], cache + "/browser-1.65.2/bin/python3"].compactMap { $0 }
        return candidates.first { FileManager.default.isExecutableFile(atPath: $0) }
    }()

    /// The page as `web/build` makes it; nil where it is not built.
    static let page = ProcessInfo.processInfo.environment["APUS_TEST_PAGE"]

    /// What is missing, as a plain word; nil where browsers can be driven.
    static let missing: String? = {
        if python == nil { return "needs Playwright: scripts/browser" }
        return FileManager.default.isExecutableFile(atPath: "/usr/bin/chromium") ? nil : "needs chromium"
    }()

    /// Runs the scenario to its end.
    /// - Throws: ``ToolFailure`` with what was not as it should be.
    func run(_ name: String, _ more: [String: String] = [:], within limit: Duration = .seconds(120)) async throws {
        var environment = ProcessInfo.processInfo.environment
        environment["APUS_PAGE_URL"] = await server.url(prefix + "/")
        environment["APUS_SIGN_IN_URL"] = try await signInAddress()
        environment.merge(more) { $1 }
        let script = Places.package + "/web/tests/browser/\(name).py"
        let result = try await Tool.run(Self.python ?? "", [script], environment: environment, within: limit)
        guard result.status == 0 else {
            throw ToolFailure(description: "\(name): \(result.complaint.suffix(4000))")
        }
    }

    /// An address that signs in, once, as `apus page` prints it.
    func signInAddress() async throws -> String {
        let result = try await Tool.run(
            Places.apus, ["page"],
            environment: ["APUS_URL": await server.url(prefix), "APUS_TOKEN_FILE": server.token, "HOME": server.folder])
        guard result.status == 0 else { throw ToolFailure(description: "apus page: \(result.complaint)") }
        return result.output.trimmingCharacters(in: .whitespacesAndNewlines)
    }
}

/// A page of a few lines that signs in as the real one does: for tests of what serves it.
enum TinyPage {
    static func make(in folder: String) throws -> String {
        let page = folder + "/page"
        try FileManager.default.createDirectory(atPath: page + "/assets", withIntermediateDirectories: true)
        for (name, text) in [("index.html", index), ("assets/tiny-0A1B2C3D.js", script)] {
            try Data(text.utf8).write(to: URL(filePath: page + "/" + name))
        }
        return page
    }

    private static let index = """
        <!doctype html><html lang="en"><head><meta charset="utf-8"><title>Apus</title><base href="/">
        <link rel="icon" href="data:,"></head><body><main id="who"></main>
        <script type="module" src="assets/tiny-0A1B2C3D.js"></script></body></html>
        """

    private static let script = """
        const ticket = new URLSearchParams(location.hash.slice(1)).get("ticket")
        history.replaceState(null, "", new URL("", document.baseURI))
        const session = new URL("api/v1/session", document.baseURI)
        const answer = ticket === null ? await fetch(session) : await fetch(session, {
          method: "POST", headers: {"Content-Type": "application/json"}, body: JSON.stringify({ticket}) })
        document.getElementById("who").textContent = (await answer.json()).name
        """
}
