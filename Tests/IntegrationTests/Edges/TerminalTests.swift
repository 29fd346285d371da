import ApusClient
import ApusModel
import Foundation
import Testing

extension IntegrationTests {
    /// The command line on a terminal of its own (script(1) makes one).
    @Suite struct Terminals {
        @Test func `top shows the machines, and leaves the terminal as it was when it is interrupted or ended`()
            async throws
        {
            try await Site.with { site in
                try await site.server.use { _ = try await $0.make(.blank("one")) }
                for (signal, code) in [("INT", 130), ("TERM", 143)] as [(String, Int32)] {
                    // `--preserve-status`: the code is top's own.
                    let result = try await site.onTerminal(
                        "timeout --foreground --preserve-status -s \(signal) 4 \(Places.apus) top --interval 1s")
                    #expect(result.status == code, "\(signal): \(result.output)")
                    let text = result.output
                    #expect(text.contains("\u{1B}[?1049h\u{1B}[?25l") && text.contains("1 running"), "\(text)")
                    #expect(text.contains("one"))
                    let (taken, given) = ("\u{1B}[?1049h", "\u{1B}[?25h\u{1B}[?1049l")
                    #expect(text.components(separatedBy: taken).count == 2)
                    #expect(text.components(separatedBy: given).count == 2 && text.hasSuffix(given), "\(text)")
                }
                let once = try await site.onTerminal("\(Places.apus) top --once")
                #expect(once.status == 0 && once.output.contains("1 running") && !once.output.contains("\u{1B}[?1049h"))
            }
        }

        @Test func `edit hands the definition to the editor, shows the difference, and applies it after a yes`()
            async throws
        {
            try await Site.with { site in
                try await site.server.use { _ = try await $0.make(.blank("one", start: false)) }
                let edit = "EDITOR='sed -i s/32768/65536/' \(Places.apus) vm edit one"
                let no = try await site.onTerminal(edit, input: "n\n")
                #expect(no.status == 1 && no.output.contains("nothing was changed"), "\(no.output)")
                #expect(try await site.host.virsh("dominfo", "one").contains(/Max memory: +32768 KiB/))
                let yes = try await site.onTerminal(edit, input: "y\n")
                #expect(yes.status == 0 && yes.output.contains("vm one changed"), "\(yes.output)")
                #expect(yes.output.contains("+") && yes.output.contains("65536"))
                #expect(try await site.host.virsh("dominfo", "one").contains(/Max memory: +65536 KiB/))
                let failed = try await site.onTerminal("EDITOR=false \(Places.apus) vm edit one")
                #expect(failed.status == 1 && failed.output.contains("The editor false failed"), "\(failed.output)")
            }
        }
    }
}

extension Site {
    /// Runs a shell's line on a terminal; what it showed is the output.
    fileprivate func onTerminal(_ line: String, input: String = "") async throws -> ToolResult {
        let file = server.folder + "/typescript"
        let environment = [
            "APUS_URL": await server.url(""), "APUS_TOKEN_FILE": server.token, "HOME": server.folder,
            "PATH": "/usr/bin:/bin", "TERM": "xterm", "SHELL": "/bin/sh",
        ]
        let result = try await Tool.run(
            "/usr/bin/script", ["-qec", line, file], environment: environment, input: input, within: .seconds(30))
        // Its own first and last line are not the terminal's.
        let lines = try String(contentsOfFile: file, encoding: .utf8).components(separatedBy: "\n")
        let shown = lines.dropFirst().prefix { !$0.hasPrefix("Script done") }.joined(separator: "\n")
        return ToolResult(
            status: result.status, output: shown.trimmingCharacters(in: .whitespacesAndNewlines),
            complaint: result.complaint)
    }
}
