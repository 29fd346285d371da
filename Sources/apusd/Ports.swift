import ApusCore
import ApusServer
import ApusStore
import DiskConversion
import ImageFetching
import SSHTerminals

extension Configuration {
    /// What this server has of the world beside hosts and the store.
    /// - Throws: ``ConfigurationError`` for a placement program that cannot be.
    func ports() throws -> Ports {
        Ports(
            fetcher: HTTPImageFetcher(), signatures: GPGVerifier(keyring: text("images.keyring")),
            spool: QEMUImageSpool(folder: text("data.folder") + "/exports"), placement: try placementProgram(),
            recordings: try RecordingFolder(recordingFolder), terminals: try terminalPrograms)
    }
    private var terminalPrograms: OpenSSH {
        get throws {
            let keys = text("terminals.ssh.keys")
            return try OpenSSH(folder: text("data.folder") + "/ssh", keys: keys.isEmpty ? nil : keys)
        }
    }
}
