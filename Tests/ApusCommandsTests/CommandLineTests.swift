import ArgumentParser
import FoundationEssentials
import Testing

@testable import ApusCommands

@Suite struct CommandLineTests {
    @Test(arguments: [
        ["vm", "fly"], ["vm", "create"], ["vm", "create", "web-1", "--image", "x"], ["vm", "start"],
        ["vm", "create", "Web_1", "--image", "x", "--instance-type", "s"],
        ["vm", "create", "web-1", "--image", "x", "--instance-type", "s", "--cpus", "1"],
        ["vm", "create", "web-1", "--image", "x", "--instance-type", "s", "--disk", "2GB"],
        ["vm", "create", "web-1", "--image", "x", "--instance-type", "s", "--user", "ada", "--user-data", "f"],
        ["vm", "stop", "web-1", "--force", "--timeout", "3"], ["vm", "list", "--limit", "0"],
        ["vm", "list", "-o", "xml"],
        ["vm", "show", "web-1", "-o", "csv"], ["image", "add", "x", "relative.qcow2"], ["event", "-o", "yaml"],
        ["login", "http://127.0.0.1", "--token-file", "a", "--token-stdin"],
    ])
    func `wrong usage ends with 2 and says so on standard error`(arguments: [String]) async {
        let stage = Stage()
        let code = await Surroundings.$current.withValue(stage.surroundings) { await Program.run(arguments) }
        #expect(code == 2)
        #expect(stage.output.isEmpty)
        #expect(stage.error.hasPrefix("Error:"))
    }

    @Test(arguments: [[], ["--help"], ["vm", "--help"], ["vm", "create", "--help"], ["--version"], ["vm"]])
    func `help and version end with 0 on standard output`(arguments: [String]) async {
        let stage = Stage()
        let code = await Surroundings.$current.withValue(stage.surroundings) { await Program.run(arguments) }
        #expect(code == 0)
        #expect(!stage.output.isEmpty && stage.error.isEmpty)
    }

    @Test func `deleting without a terminal and without yes is refused as wrong usage`() async throws {
        let stage = Stage()
        try stage.token()
        #expect(await stage.run("vm", "delete", "web-1") == 2)
        #expect(stage.error.contains("--yes"))
    }

    @Test(arguments: ["bash", "zsh", "fish"])
    func `there is a completion for each shell`(shell: String) async {
        let stage = Stage()
        #expect(await stage.run("completion", shell) == 0)
        #expect(stage.output.contains("instance-type"))
    }

    /// A change here is a change for every script that calls the program. Made anew by running with `APUS_RECORD=1`.
    @Test func `the help of the whole tree is as recorded`() throws {
        let help = HelpTree.lines(Apus.self, path: []).joined(separator: "\n") + "\n"
        let source = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "Fixtures/help.txt")
        if ProcessInfo.processInfo.environment["APUS_RECORD"] == "1" { try Data(help.utf8).write(to: source) }
        #expect(help == String(decoding: try Data(contentsOf: source), as: UTF8.self))
    }

    @Test func `every verb shows an example`() {
        for leaf in HelpTree.leaves(Apus.self, path: []) {
            #expect(leaf.type.configuration.discussion.contains("Example"), "\(leaf.path)")
        }
    }
}

/// Walks the command tree.
enum HelpTree {
    static func lines(_ type: any ParsableCommand.Type, path: [String]) -> [String] {
        let path = path + [type.configuration.commandName ?? "?"]
        let head = ["=== " + path.joined(separator: " "), help(path), ""]
        return children(type).reduce(head) { $0 + lines($1, path: path) }
    }

    /// As it is asked for: a command may stand in two places of the tree.
    private static func help(_ path: [String]) -> String {
        do {
            _ = try Apus.parseAsRoot(path.dropFirst() + ["--help"])
            return ""
        } catch { return Apus.fullMessage(for: error, columns: 80) }
    }

    static func leaves(
        _ type: any ParsableCommand.Type, path: [String]
    ) -> [(type: any ParsableCommand.Type, path: String)] {
        let path = path + [type.configuration.commandName ?? "?"]
        let children = children(type)
        guard !children.isEmpty else { return [(type, path.joined(separator: " "))] }
        return children.flatMap { leaves($0, path: path) }
    }

    private static func children(_ type: any ParsableCommand.Type) -> [any ParsableCommand.Type] {
        type.configuration.subcommands
    }
}
