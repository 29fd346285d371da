import ApusClient
import ApusModel
import Foundation
import Testing

extension IntegrationTests {
    /// Terminals of guests in the person's own, on a real pseudo terminal.
    @Suite struct LiveTerminals {
        @Test func `a console takes the terminal and gives it back at its end, after a signal and without its server`()
            async throws
        {
            try await Site.with { site in
                try await site.server.use { _ = try await $0.make(.tiny("one")) }
                let before = try await TypedTerminal.with(site, ["vm", "console", "one"]) { terminal in
                    try await terminal.see("Connecting to the console of one. Ctrl-] ends it.")
                    try await eventually("it is raw", within: .seconds(10)) { terminal.modes.isRaw }
                    try await terminal.ask("\recho he\"\"llo-$((6*7))\r", until: "hello-42")
                    // A Ctrl-C is the guest's.
                    terminal.type("\u{3}")
                    try await terminal.ask("\recho af\"\"ter-$((6*7))\r", until: "after-42")
                    terminal.type("\u{1D}")
                    #expect(try await terminal.status() == 0)
                    #expect(!terminal.modes.isRaw)
                    return terminal.modes
                }
                for (signal, status) in [(SIGINT, 130), (SIGTERM, 143), (SIGHUP, 129)] {
                    try await TypedTerminal.with(site, ["vm", "console", "one"]) { terminal in
                        try await eventually("it is raw", within: .seconds(10)) { terminal.modes.isRaw }
                        kill(try await terminal.number(), signal)
                        #expect(try await terminal.status() == status)
                        #expect(terminal.modes == before)
                    }
                }
                try await TypedTerminal.with(site, ["vm", "console", "one", "--force"]) { terminal in
                    try await terminal.ask("\recho he\"\"llo-$((6*7))\r", until: "hello-42")
                    await site.server.kill()
                    #expect(try await terminal.status() == 1)
                    #expect(terminal.modes == before)
                    #expect(terminal.text.contains("The session ended"), "\(terminal.text)")
                }
                try await site.server.start()
            }
        }

        @Test func `ssh enters as the user that cloud-init made, follows the window, and passes a status on`()
            async throws
        {
            try await Site.with(settings: ["terminals.ssh.addKey=true"]) { site in
                try await site.server.use { client in
                    try await client.make(.tiny("one"))
                    _ = try await client.address(of: "one")
                }
                try await awaitSSH(site)
                try await shell(site)
                try await commands(site)
                try await site.server.use { client in
                    let vm = try await client.vm("one")
                    let file = "\(site.server.data)/ssh/known_hosts/\(vm.id.uuidString.lowercased())"
                    #expect(FileManager.default.fileExists(atPath: file))
                    try await client.succeeded(try await client.deleteVM("one", key: Client.idempotencyKey()))
                    #expect(!FileManager.default.fileExists(atPath: file), "its pinned key goes with it")
                }
            }
        }

        private func awaitSSH(_ site: Site) async throws {
            try await eventually("ssh answers", within: .seconds(90), every: .seconds(1)) {
                let answer = try await apus(site, ["vm", "ssh", "one", "--", "echo ready"])
                return answer.status == 0 && answer.output == "ready\n"
            }
        }

        private func apus(_ site: Site, _ arguments: [String], input: String = "") async throws -> ToolResult {
            let environment = [
                "APUS_URL": await site.server.url(""), "APUS_TOKEN_FILE": site.server.token,
                "HOME": site.server.folder,
            ]
            return try await Tool.run(
                Places.apus, arguments, environment: environment, input: input, within: .seconds(40))
        }

        private func shell(_ site: Site) async throws {
            try await TypedTerminal.with(site, ["vm", "ssh", "one"]) { terminal in
                try await terminal.see("Connecting to one as apus (made by its cloud-init). Ctrl-] ends it.")
                try await terminal.ask("echo us\"\"er-$(id -un)-$(stty size)\r", until: "user-apus-30 90")
                #expect(terminal.modes.isRaw)
                terminal.resize(columns: 101, rows: 44)
                try await terminal.ask("echo no\"\"w-$(stty size)\r", until: "now-44 101")
                terminal.type("exit 7\r")
                #expect(try await terminal.status() == 7)
                #expect(!terminal.modes.isRaw)
            }
            for (signal, status) in [(SIGINT, 130), (SIGTERM, 143)] {
                try await TypedTerminal.with(site, ["vm", "ssh", "one"]) { terminal in
                    try await terminal.ask("echo he\"\"llo-$((6*7))\r", until: "hello-42")
                    kill(try await terminal.number(), signal)
                    #expect(try await terminal.status() == status)
                    #expect(!terminal.modes.isRaw)
                }
            }
            try await TypedTerminal.with(site, ["vm", "ssh", "one", "--tty", "--", "stty size; exit 3"]) { terminal in
                let status = try await terminal.status()
                #expect(
                    status == 3 && terminal.text.contains("30 90") && !terminal.text.contains("Connecting"),
                    "\(terminal.text)")
            }
        }

        private func commands(_ site: Site) async throws {
            let result = try await apus(
                site, ["vm", "ssh", "one", "--", "cat; echo bad >&2; test -t 0 || exit 5"], input: "a\u{1D}b\nc")
            #expect((result.status, result.output, result.complaint) == (5, "a\u{1D}b\nc", "bad\n"))
            let many = try await apus(
                site, ["vm", "ssh", "one", "--", "head", "-c", "3000000", "/dev/zero"])
            #expect(many.status == 0 && many.output.utf8.count == 3_000_000)
            // It ends before it has read all.
            let early = try await apus(
                site, ["vm", "ssh", "one", "--", "head -c 2; exit 9"], input: String(repeating: "x", count: 4 << 20))
            #expect((early.status, early.output) == (9, "xx"), "\(early.complaint)")
            let script = try await apus(site, ["vm", "ssh", "one"], input: "echo from-$((40+2)); exit 6\n")
            #expect((script.status, script.output) == (6, "from-42\n"), "\(script.complaint)")
            let nobody = try await apus(site, ["vm", "ssh", "nobody@one", "--", "true"])
            #expect(nobody.status == 255 && nobody.complaint.contains("Permission denied"), "\(nobody.complaint)")
            let unknown = try await apus(site, ["vm", "ssh", "none", "--", "true"])
            #expect(unknown.status == 255)
            try await site.server.use { client in
                let rows = try await client.searchRecordings("bad", limit: 10)
                #expect(rows.items.contains { $0.line.contains("bad") }, "commands are recorded, too")
            }
        }

        @Test func `a recording is played, paused, skipped and left, and the terminal is as it was`() async throws {
            try await Site.with { site in
                let file = site.server.folder + "/a.cast"
                let lines = [
                    #"{"version": 2, "width": 80, "height": 24}"#, #"[0.1, "o", "first "]"#, #"[1.5, "o", "second "]"#,
                    #"[1000, "o", "third "]"#, #"[2000, "o", "last "]"#, "",
                ]
                try lines.joined(separator: "\n").write(toFile: file, atomically: true, encoding: .utf8)
                let before = try await TypedTerminal.with(site, ["recording", "play", file, "--idle-limit", "2"]) {
                    terminal in
                    try await terminal.see("last ")
                    #expect(try await terminal.status() == 0)
                    return terminal.modes
                }
                #expect(!before.isRaw)
                try await TypedTerminal.with(site, ["recording", "play", file]) { terminal in
                    try await terminal.see("first ")
                    #expect(terminal.modes != before)
                    terminal.type(" ")
                    // Pausing is about time: it would have come by now.
                    try await Task.sleep(for: .seconds(2))
                    #expect(!terminal.text.contains("second"))
                    terminal.type(" ")
                    try await terminal.see("second ")
                    terminal.type(".")
                    try await terminal.see("third ", within: .seconds(5))
                    terminal.type(String(repeating: "+", count: 99))
                    // 1000 seconds at 64 times are 16.
                    try await terminal.see("last ", within: .seconds(30))
                    #expect(try await terminal.status() == 0)
                    #expect(terminal.modes == before)
                }
                for keys in ["q", "\u{3}"] {
                    try await TypedTerminal.with(site, ["recording", "play", file]) { terminal in
                        try await terminal.see("second ")
                        terminal.type(keys)
                        #expect(try await terminal.status() == 0)
                        #expect(terminal.modes == before)
                    }
                }
                try await TypedTerminal.with(site, ["recording", "play", file]) { terminal in
                    try await terminal.see("second ")
                    kill(try await terminal.number(), SIGTERM)
                    _ = try await terminal.status()
                    #expect(terminal.modes == before)
                }
            }
        }
    }
}
