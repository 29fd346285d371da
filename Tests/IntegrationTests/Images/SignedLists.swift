import ApusClient
import Foundation

/// A folder as publishers have it: an image, its list of checksums, and signatures of the list.
enum SignedLists {
    static func folder() async throws -> String {
        let folder = try Ground.shared.get().folder + "/signed"
        let home = "/tmp/apus-gpg-" + UUID().uuidString.prefix(8)
        for path in [folder, home] {
            try FileManager.default.createDirectory(
                atPath: path, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
        }
        defer { try? FileManager.default.removeItem(atPath: home) }
        let image = try await Images.folder() + "/tiny.qcow2"
        try FileManager.default.copyItem(atPath: image, toPath: folder + "/tiny.qcow2")
        let sum = try LocalFile(reading: image).sha256()
        try "\(sum)  tiny.qcow2\n".write(toFile: folder + "/SUMS", atomically: true, encoding: .utf8)
        try "\(String(repeating: "0", count: 64))  tiny.qcow2\n"
            .write(toFile: folder + "/FORGED", atomically: true, encoding: .utf8)
        for name in ["publisher", "stranger"] {
            try await gpg(home, ["--quick-generate-key", "\(name)@example.org", "ed25519", "sign", "never"])
        }
        try await gpg(home, ["--output", folder + "/keys.gpg", "--export", "publisher@example.org"])
        for (name, file, how) in [
            ("publisher", "SUMS.gpg", "--detach-sign"), ("publisher", "SUMS.asc", "--clearsign"),
            ("stranger", "STRANGE.gpg", "--detach-sign"),
        ] {
            try await gpg(
                home, ["--local-user", "\(name)@example.org", "--output", "\(folder)/\(file)", how, folder + "/SUMS"])
        }
        try await Tool.output("/usr/bin/gpgconf", ["--homedir", home, "--kill", "all"])
        return folder
    }

    private static func gpg(_ home: String, _ arguments: [String]) async throws {
        let common = ["--homedir", home, "--batch", "--quiet", "--pinentry-mode", "loopback", "--passphrase", ""]
        try await Tool.output("/usr/bin/gpg", common + arguments)
    }
}
