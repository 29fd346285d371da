import ApusModel
import FoundationEssentials

/// How the SHA-256 of a file comes to be known before the file does: it was given, or stands in a list, which may be signed.
struct AnnouncedSum: Codable, Hashable, Sendable {
    /// As it was given.
    var sha256: String?
    /// The list.
    var sumsURL: String?
    /// The list's signature, or the clear-signed list itself.
    var signatureURL: String?

    /// What is known of the file; both nil where nothing was announced.
    struct Finding: Sendable {
        var sha256: String?
        /// Fingerprint of the key that signed the list.
        var signer: String?
    }

    /// - Parameter file: the name that the list has for it.
    func find(_ file: String, _ context: WorkflowContext) async throws -> Finding {
        guard let (list, signer) = try await list(context) else { return Finding(sha256: sha256) }
        let text = String(decoding: list, as: UTF8.self)
        guard let sum = ChecksumList.sha256(of: file, in: text) else {
            let pointer = sumsURL == nil ? "/signatureURL" : "/sha256sumsURL"
            throw CreationPlan.fault(pointer, "sha256/not-listed", "does not name the file \(file)")
        }
        guard sha256 == nil || sha256 == sum else {
            throw CreationPlan.fault("/sha256", "sha256/mismatch", "is not the \(sum) of the list")
        }
        return Finding(sha256: sum, signer: signer)
    }

    private func list(_ context: WorkflowContext) async throws -> ([UInt8], signer: String?)? {
        guard let signatureURL else {
            return try await fetched(sumsURL, "/sha256sumsURL", context).map { ($0, nil) }
        }
        guard let verifier = try context.imageWork().signatures else { throw Self.noVerifier }
        let signature = try await fetched(signatureURL, "/signatureURL", context) ?? []
        let file = try await signed(by: signature, context)
        let verified = try await verifier.verify(file)
        return (verified.text, verified.signer)
    }

    /// Of a clear-signed list only what the signature covers counts, whatever a second list may say.
    private func signed(by signature: [UInt8], _ context: WorkflowContext) async throws -> SignedFile {
        if SignedFile.isClearSigned(signature) { return .clear(signature) }
        guard let list = try await fetched(sumsURL, "/sha256sumsURL", context) else {
            throw CreationPlan.fault(
                "/signatureURL", "signature/detached",
                "is no clear-signed list; name the list that it signs in sha256sumsURL")
        }
        return .detached(text: list, signature: signature)
    }

    private func fetched(_ url: String?, _ pointer: String, _ context: WorkflowContext) async throws -> [UInt8]? {
        guard let url else { return nil }
        let bytes = Gathered()
        do {
            try await context.fetch(url) { try await bytes.gather($0.bytes) }
        } catch let problem as Problem where problem.errors == nil && problem.status == 422 {
            throw CreationPlan.fault(pointer, "url/not-fetched", problem.detail)
        }
        return await bytes.bytes
    }

    static let noVerifier = CreationPlan.fault(
        "/signatureURL", "signature/unsupported", "this server checks no signatures")
}

/// A small file that is fetched whole.
private actor Gathered {
    private(set) var bytes: [UInt8] = []
    private static let limit = 1 << 20

    func gather(_ source: ByteSequence) async throws {
        for try await piece in source {
            bytes += piece
            guard bytes.count <= Self.limit else {
                throw Problem(.invalid, "It is longer than \(Self.limit) bytes, which no list of checksums is.")
            }
        }
    }
}
