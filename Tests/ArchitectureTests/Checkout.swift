import Foundation

/// The checkout these tests were compiled from.
enum Checkout {
    static let root = URL(filePath: #filePath).resolvingSymlinksInPath()
        .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()

    /// A target of the package and the targets and products it depends on.
    struct Target: Decodable {
        var name: String
        var type: String
        var dependencies: [Dependency]

        var names: [String] { dependencies.map(\.name) }
    }

    /// A dependency, which the dump writes as `{"byName": ["Workflow", null]}` or `{"product": ["GRDB", "GRDB.swift", …]}`.
    struct Dependency: Decodable {
        var name: String

        init(from decoder: any Decoder) throws {
            let forms = try decoder.singleValueContainer().decode([String: [Part?]].self)
            guard let name = forms.values.first?.first??.text else {
                throw DecodingError.dataCorrupted(.init(codingPath: decoder.codingPath, debugDescription: "no name"))
            }
            self.name = name
        }
    }

    private struct Part: Decodable {
        var text: String?

        init(from decoder: any Decoder) throws { text = try? decoder.singleValueContainer().decode(String.self) }
    }

    private struct Package: Decodable { var targets: [Target] }

    /// What `Package.swift` says, read by SwiftPM itself.
    static func targets() throws -> [Target] {
        let scratch = NSTemporaryDirectory() + "apus-dump-\(UUID().uuidString)"
        defer { try? FileManager.default.removeItem(atPath: scratch) }
        try FileManager.default.createDirectory(atPath: scratch, withIntermediateDirectories: true)
        // SwiftPM leaves a lock file in its temporary folder: that one goes with ours.
        let json = try output([
            "TMPDIR=" + scratch, "swift", "package", "--package-path", root.path(), "--scratch-path",
            scratch + "/build", "--disable-sandbox",
            "dump-package",
        ])
        return try JSONDecoder().decode(Package.self, from: json).targets
    }

    /// Runs a program for at most a minute.
    private static func output(_ arguments: [String]) throws -> Data {
        let process = Process()
        process.executableURL = URL(filePath: "/usr/bin/env")
        process.arguments = ["timeout", "60", "env"] + arguments
        let pipe = Pipe()
        process.standardOutput = pipe
        process.standardError = FileHandle.nullDevice
        try process.run()
        let data = try pipe.fileHandleForReading.readToEnd() ?? Data()
        process.waitUntilExit()
        return data
    }

    /// A source file by its target.
    struct Source {
        var target: String
        var path: String
        var text: String
    }

    static func sources() throws -> [Source] {
        let folder = root.appending(path: "Sources")
        let paths = try FileManager.default.subpathsOfDirectory(atPath: folder.path()).filter { $0.hasSuffix(".swift") }
        return try paths.sorted().map { path in
            Source(
                target: String(path.prefix { $0 != "/" }), path: path,
                text: try String(contentsOf: folder.appending(path: path), encoding: .utf8))
        }
    }
}
