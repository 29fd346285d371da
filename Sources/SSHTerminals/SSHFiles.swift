import ApusCore
import FoundationEssentials
import Glibc

/// What ssh reads and writes, all of it for nobody else.
struct SSHFiles: Sendable {
    let folder: String
    let keys: String

    init(folder: String, keys: String?) throws {
        self.folder = folder
        self.keys = keys ?? folder + "/keys"
        for path in [folder, folder + "/known_hosts", self.keys] {
            try FileManager.default.createDirectory(
                atPath: path, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
        }
    }

    /// Apus's own private key.
    var ownKey: String { folder + "/id_ed25519" }

    /// The host keys of a VM, a file of its own: two that connect at once do not write into each other's.
    func knownHosts(of vm: UUID) -> String { "\(folder)/known_hosts/\(vm.uuidString.lowercased())" }

    /// The file of a key by its plain name.
    func key(_ name: String) -> String? {
        guard SSHAddress.isUser(name), !name.hasPrefix(".") else { return nil }
        let path = keys + "/" + name
        return access(path, R_OK) == 0 ? path : nil
    }

    func isPinned(_ destination: SSHDestination) -> Bool {
        guard case .pinned(let vm) = destination.trust else { return true }
        let size = FileManager.default.contents(atPath: knownHosts(of: vm))?.count ?? 0
        return size > 0
    }
}
