import Foundation
import Testing

@testable import NoCloud

/// What other programs read of our files; only where they are installed.
@Suite struct NoCloudToolTests {
    private static let longNames = ["a", "a-b", "aab"] + (1...5).map { String(repeating: "\($0)", count: 30) }

    private func image() throws -> [UInt8] {
        let files = Self.longNames.map { SeedFile(name: $0, content: Array("content of \($0)".utf8)) }
        return try ISO9660Image(volume: "cidata", files: files, date: Date(timeIntervalSince1970: 1_709_210_096))
            .bytes()
    }

    @Test(.enabled(if: Tool.exists("isoinfo")), arguments: ["-R", "-J"])
    func `isoinfo sees the exact names in both hierarchies`(hierarchy: String) throws {
        let answer = try Tool.run("isoinfo", [hierarchy, "-f", "-i", "FILE"], image())
        #expect(answer.status == 0)
        let names = answer.output.split(separator: "\n").map { String($0.dropFirst()) }
        #expect(names.map { $0.replacing(";1", with: "") }.sorted() == Self.longNames.sorted())
    }

    @Test(.enabled(if: Tool.exists("isoinfo")))
    func `isoinfo reads a file as it was given`() throws {
        var seed = Seed(instanceID: "i-1", hostname: "web-1")
        seed.rawUserData = "#!/bin/sh\n" + String(repeating: "0123456789", count: 1000)
        for arguments in [["-R", "-x", "/user-data"], ["-J", "-x", "/user-data;1"], ["-x", "/USER_DATA.;1"]] {
            let answer = try Tool.run("isoinfo", arguments + ["-i", "FILE"], seed.image(date: Date()))
            #expect(answer.output == seed.rawUserData)
        }
    }

    @Test(.enabled(if: Tool.exists("blkid")))
    func `blkid sees the label that cloud-init looks for`() throws {
        let answer = try Tool.run("blkid", ["-p", "-o", "export", "FILE"], image())
        #expect(answer.output.contains("LABEL=cidata\n") && answer.output.contains("TYPE=iso9660\n"))
    }

    @Test(.enabled(if: Tool.hasYAML))
    func `a YAML reader gets every text back`() throws {
        let texts = [
            "", "no", "1e3", "~", "null", "2001-01-01", "a: b", "- a", "# a", "\"", "\\", "\\n", "'", "\n", "a\r\nb",
            "\t",
            "\0", "\u{1B}[2J", "\u{7F}", "\u{85}", "\u{9F}", "\u{2028}", "\u{FEFF}", "\u{FFFD}", "é", "🐦", "{}", "[x",
            "*a",
            "&a", "!!python/object/apply:os.system ['id']", "%YAML 1.1", "---", "...", "| \n x", "> x", "@", "`", " a ",
        ]
        let yaml = YAML.map([
            ("texts", .list(texts.map(YAML.text))),
            ("nested", .list([.map([("a", .list([])), ("b", .map([]))]), .flag(true)])),
        ])
        let script =
            "import json,sys,yaml; print(json.dumps(yaml.safe_load(open(sys.argv[1], encoding='utf-8', newline=''))))"
        let answer = try Tool.run("python3", ["-c", script, "FILE"], Array(yaml.document.utf8))
        let object = try JSONSerialization.jsonObject(with: Data(answer.output.utf8)) as? [String: Any]
        let read = try #require(object?["texts"] as? [String], "\(answer.output)")
        #expect(read.map { Array($0.unicodeScalars) } == texts.map { Array($0.unicodeScalars) })
        #expect(answer.output.contains(#""nested": [{"a": [], "b": {}}, true]"#))
    }
}

/// Runs a program of the host on a file.
private enum Tool {
    static func exists(_ name: String) -> Bool { path(of: name) != nil }

    static let hasYAML = exists("python3") && (try? run("python3", ["-c", "import yaml"], []))?.status == 0

    static func run(_ name: String, _ arguments: [String], _ content: [UInt8]) throws -> (status: Int32, output: String)
    {
        let file = FileManager.default.temporaryDirectory.appendingPathComponent("seed-\(UUID().uuidString)")
        try Data(content).write(to: file)
        defer { try? FileManager.default.removeItem(at: file) }
        let process = Process()
        let pipe = Pipe()
        process.executableURL = URL(fileURLWithPath: try #require(path(of: name)))
        process.arguments = arguments.map { $0.replacing("FILE", with: file.path) }
        process.standardOutput = pipe
        process.standardError = FileHandle.nullDevice
        try process.run()
        let output = pipe.fileHandleForReading.readDataToEndOfFile()
        process.waitUntilExit()
        return (process.terminationStatus, String(decoding: output, as: UTF8.self))
    }

    private static func path(of name: String) -> String? {
        ["/usr/bin", "/usr/sbin", "/usr/local/bin"].map { "\($0)/\(name)" }
            .first { FileManager.default.isExecutableFile(atPath: $0) }
    }
}
