import Foundation
import Testing

extension IntegrationTests {
    @Suite(
        .serialized,
        .enabled(if: BrowserScenario.missing == nil, Comment(rawValue: BrowserScenario.missing ?? "")))
    struct SignInTests {
        /// A page of a few lines, and the real one where it is built.
        static let pages = ["tiny"] + (ProcessInfo.processInfo.environment["APUS_TEST_PAGE"].map { [$0] } ?? [])

        private func withPage(
            _ page: String, _ settings: [String] = [], _ body: @Sendable (BrowserScenario) async throws -> Void
        ) async throws {
            let ground = try Ground.shared.get().folder + "/page-" + UUID().uuidString.prefix(8)
            let folder = page == "tiny" ? try TinyPage.make(in: ground) : page
            try await ApusServerProcess.with(["page.folder=\(folder)"] + settings) { server async throws in
                try await server.start()
                try await body(BrowserScenario(server: server))
            }
        }

        @Test(arguments: pages) func `one click signs a browser in, and nothing secret is left about`(
            _ page: String
        ) async throws {
            try await withPage(page) { scenario async throws in
                let address = try await scenario.signInAddress()
                try await scenario.run("sign_in", ["APUS_SIGN_IN_URL": address])
                let ticket = address.split(separator: "=").last.map(String.init) ?? ""
                #expect(ticket.count == 32 && !scenario.server.logText.contains(ticket))
            }
        }

        @Test(arguments: pages) func `a foreign page on the same machine can do nothing`(_ page: String) async throws {
            try await withPage(page) { try await $0.run("foreign_page") }
        }

        @Test func `below a prefix the page works as well`() async throws {
            try await withPage("tiny", ["server.prefix=/tools/apus"]) { scenario async throws in
                var below = scenario
                below.prefix = "/tools/apus"
                try await below.run("sign_in")
            }
        }

        @Test func `tokens outlive the server, sessions do not`() async throws {
            try await ApusServerProcess.with { server async throws in
                try await server.start()
                let made = try await server.call("POST", "/tokens", body: ["name": "ada", "role": "viewer"])
                let secret = try #require(made.body.firstMatch(of: /"secret":"(apus_[0-9a-f]+)"/)).1
                #expect(try await server.terminate() == 0)
                try await server.start()
                let url = await server.url("/api/v1/session")
                let known = try await HTTP.send("GET", url, token: String(secret))
                #expect(known.status == 200 && known.body.contains("\"viewer\""))
                #expect(try await server.call("DELETE", "/tokens/ada").status == 204)
                #expect(try await HTTP.send("GET", url, token: String(secret)).status == 401)
                #expect(!server.logText.contains(secret))
                let store = try Data(contentsOf: URL(filePath: server.data + "/apus.sqlite"))
                #expect(store.range(of: Data(secret.utf8)) == nil)
            }
        }
    }
}
