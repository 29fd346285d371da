import ApusCore
import ApusServer
import DiskConversion
import ImageFetching

extension Configuration {
    /// What this server has of the world beside hosts and the store.
    /// - Throws: ``ConfigurationError`` for a placement program that cannot be.
    func ports() throws -> Ports {
        Ports(
            fetcher: HTTPImageFetcher(), signatures: GPGVerifier(keyring: text("images.keyring")),
            spool: QEMUImageSpool(folder: text("data.folder") + "/exports"), placement: try placementProgram())
    }
}
