import Foundation

/// Keys of a test's own, made by `gpg` in a folder of its own.
final class KeyRing: Sendable {
    static let isPossible = ["gpg", "gpgv", "gpgconf"].allSatisfy {
        FileManager.default.isExecutableFile(atPath: "/usr/bin/\($0)")
    }

    let folder: String
    /// The public keys that were trusted.
    var file: String { folder + "/trusted.gpg" }

    static func with(_ body: (KeyRing) async throws -> Void) async throws {
        let ring = try KeyRing()
        defer { ring.end() }
        try await body(ring)
    }

    private init() throws {
        // Short, since gpg's agent has a socket there.
        folder = "/tmp/apus-gpg-" + UUID().uuidString.prefix(8)
        try FileManager.default.createDirectory(
            atPath: folder, withIntermediateDirectories: false, attributes: [.posixPermissions: 0o700])
    }

    private func end() {
        _ = try? run("gpgconf", ["--homedir", folder, "--kill", "all"])
        try? FileManager.default.removeItem(atPath: folder)
    }

    /// Makes a key.
    /// - Parameter time: when it is made and used, as `20200101T000000`; now when nil.
    func make(_ name: String, expires: String = "never", at time: String? = nil) throws {
        try gpg(["--quick-generate-key", "\(name) <\(name)@example.org>", "ed25519", "sign", expires], at: time)
    }

    func trust(_ names: String...) throws {
        _ = try gpg(["--yes", "--output", file, "--export"] + names.map { "\($0)@example.org" })
    }

    func fingerprint(of name: String) throws -> String {
        let lines = try gpg(["--with-colons", "--list-keys", "\(name)@example.org"]).split(separator: "\n")
        let line = lines.first { $0.hasPrefix("fpr:") } ?? ""
        return line.split(separator: ":").last.map(String.init) ?? ""
    }

    /// - Parameter how: `--detach-sign` or `--clearsign`.
    func sign(_ text: String, by names: [String], _ how: String, at time: String? = nil) throws -> [UInt8] {
        let source = folder + "/text"
        try Data(text.utf8).write(to: URL(filePath: source))
        let signers = names.flatMap { ["--local-user", "\($0)@example.org"] }
        try gpg(signers + ["--yes", "--output", folder + "/signed", how, source], at: time)
        return Array(try Data(contentsOf: URL(filePath: folder + "/signed")))
    }

    @discardableResult
    private func gpg(_ arguments: [String], at time: String? = nil) throws -> String {
        let clock = time.map { ["--faked-system-time", $0] } ?? []
        let common = ["--homedir", folder, "--batch", "--quiet", "--pinentry-mode", "loopback", "--passphrase", ""]
        return try run("gpg", common + clock + arguments)
    }

    private func run(_ program: String, _ arguments: [String]) throws -> String {
        let process = Process()
        process.executableURL = URL(filePath: "/usr/bin/" + program)
        process.arguments = arguments
        process.standardError = FileHandle.nullDevice
        let output = folder + "/output"
        _ = FileManager.default.createFile(atPath: output, contents: nil)
        process.standardOutput = try FileHandle(forWritingTo: URL(filePath: output))
        try process.run()
        process.waitUntilExit()
        guard process.terminationStatus == 0 else { throw CocoaError(.executableLoad) }
        return try String(contentsOfFile: output, encoding: .utf8)
    }
}
