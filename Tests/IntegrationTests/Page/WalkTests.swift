import ApusClient
import ApusModel
import Foundation
import Testing

extension IntegrationTests {
    /// What people do with the page, in a real browser, on real guests. `APUS_TEST_PAGE` is the built page (`web/build`).
    @Suite(
        .serialized,
        .enabled(if: BrowserScenario.missing == nil, Comment(rawValue: BrowserScenario.missing ?? "")),
        .enabled(if: BrowserScenario.page != nil, "needs APUS_TEST_PAGE, a page built by web/build"))
    struct WalkTests {
        private func withSite(_ body: @Sendable (Site, BrowserScenario) async throws -> Void) async throws {
            let settings = [
                "page.folder=\(BrowserScenario.page ?? "")", "terminals.ssh.addKey=true", "terminals.ssh.user=apus",
            ]
            try await Site.with(settings: settings) { site async throws in
                try await body(site, BrowserScenario(server: site.server))
            }
        }

        @Test func `a machine is made, watched, typed into, rebooted and replayed in the page`() async throws {
            try await withSite { site, scenario in
                try await scenario.run(
                    "machine", ["APUS_IMAGE": Images.tiny, "APUS_TYPE": "small", "APUS_VM": "walker"],
                    within: .seconds(300))
                #expect(try await site.host.domains() == ["walker"])
                try await site.server.use { client in
                    try await eventually("no terminal is open any more", within: .seconds(20)) {
                        try await client.list(.recordings, ListQuery(filter: "state = recording")).total == 0
                    }
                }
                #expect(try await Leftovers.find(site, wanted: ["walker"]) == [])
            }
        }

        @Test func `a table is cut, ordered, shared by its address and saved as CSV`() async throws {
            try await withSite { site, scenario in
                let names = ["gamma", "alpha", "beta"]
                try await site.server.use { client in
                    for name in names { try await client.make(.blank(name, start: false)) }
                    try await client.make(.blank("delta"))
                }
                try await scenario.run("table", ["APUS_VMS": names.joined(separator: ",")])
            }
        }

        @Test func `a page whose parts are lost on the way comes all the same`() async throws {
            try await withSite { site, scenario in
                try await site.server.use { client in _ = try await client.make(.blank("one")) }
                try await scenario.run("losses", ["APUS_VM": "one"])
            }
        }

        @Test func `several machines, snapshots, disks, media, a clone and the XML are handled in the page`()
            async throws
        {
            try await withSite { site, scenario in
                let names = ["ada", "bob", "cyd"]
                let disc = try await Images.folder() + "/walk.iso"
                try await Tool.output("/usr/bin/genisoimage", ["-quiet", "-o", disc, Places.package + "/web/tests"])
                try await site.server.use { client in
                    for name in names { try await client.make(.blank(name)) }
                    var image = CreateImage(name: "disc", path: disc)
                    image.format = .iso
                    _ = try await client.add(image, key: Client.idempotencyKey())
                }
                try await scenario.run("operate", ["APUS_VMS": names.joined(separator: ","), "APUS_ISO": "disc"])
                #expect(try await site.host.domains().sorted() == (names + ["ada-copy"]).sorted())
                #expect(try await site.host.virsh("snapshot-list", "ada", "--name").allSatisfy(\.isWhitespace))
                let drives = try await site.host.virsh("domblklist", "ada")
                #expect(drives.contains("sda   \(disc)") && !drives.contains("vdc"), "\(drives)")
                let next = try await site.host.virsh("dumpxml", "--inactive", "ada")
                #expect(next.contains("<watchdog model='i6300esb' action='reset'") && !next.contains("rubbish"))
                #expect(try await Leftovers.find(site, wanted: Set(names + ["ada-copy"])) == [])
            }
        }

        @Test func `each place of the page fits wide and narrow windows, light and dark`() async throws {
            try await withSite { site, scenario in
                try await site.server.use { client in _ = try await client.make(.blank("one")) }
                let parts = ["display", "terminal", "disks", "nics", "snapshots", "guest", "history", "xml"]
                let dialogs = ["change", "clone", "migrate"]
                let paths =
                    ["vms/one", "hosts/lab", "images/tiny"] + parts.map { "vms/one?tab=\($0)" }
                    + dialogs.map { "vms/one?do=\($0)" }
                try await scenario.run(
                    "looks", ["APUS_PATHS": paths.joined(separator: ",")], within: .seconds(300))
            }
        }
    }
}
