import ApusCore
import ApusModel
import ChildProgram
import FoundationEssentials
import Glibc

extension OpenSSH {
    private static let making = Turn()

    public func publicKey() async throws -> String {
        try await Self.making.next {
            let path = files.ownKey + ".pub"
            if FileManager.default.contents(atPath: path) == nil { try await make() }
            guard let text = FileManager.default.contents(atPath: path) else {
                throw SSHRefusal.failed("Apus's own key cannot be read")
            }
            return String(decoding: text, as: UTF8.self).split(whereSeparator: \.isNewline).first.map(String.init) ?? ""
        }
    }

    /// Made beside and renamed, the public half last: a pair is there as a whole or not at all.
    private func make() async throws {
        let draft = files.folder + "/new-\(UUID().uuidString.lowercased())"
        defer {
            unlink(draft)
            unlink(draft + ".pub")
        }
        _ = try await keygen(["-q", "-t", "ed25519", "-N", "", "-C", "apus", "-f", draft])
        guard rename(draft, files.ownKey) == 0, rename(draft + ".pub", files.ownKey + ".pub") == 0 else {
            throw SSHRefusal.failed("Apus's own key cannot be kept: \(String(cString: strerror(errno)))")
        }
    }

    public func hasKey(_ name: String) -> Bool { files.key(name) != nil }

    public func hostKeys(of vm: UUID) async throws -> [String] {
        let path = files.knownHosts(of: vm)
        guard access(path, R_OK) == 0 else { return [] }
        let lines = try await keygen(["-l", "-f", path]).split(whereSeparator: \.isNewline)
        // `256 SHA256:… apus-<id> (ED25519)`
        return lines.compactMap { line in line.split(separator: " ").first { $0.hasPrefix("SHA256:") } }.map(
            String.init)
    }

    public func forgetHostKeys(of vm: UUID) async throws {
        guard unlink(files.knownHosts(of: vm)) == 0 || errno == ENOENT else {
            throw Problem(.storeFailed, "The pinned host key cannot be removed: \(String(cString: strerror(errno))).")
        }
    }

    private func keygen(_ arguments: [String]) async throws -> String {
        guard let program = ChildProgram.path(of: "ssh-keygen") else {
            throw SSHRefusal.failed("ssh-keygen is not installed")
        }
        let end = try await ChildProgram(command: [program] + arguments, limit: .seconds(10)).run()
        guard end.status == 0 else { throw SSHRefusal.failed("ssh-keygen: \(end.lastWords)") }
        return String(decoding: end.outputs[1] ?? [], as: UTF8.self)
    }
}
