import ApusModel
import FoundationEssentials

/// Checks OpenPGP signatures (RFC 9580) with the keys that the administrator trusts, and no others.
public protocol SignatureVerifier: Sendable {
    /// - Throws: a ``Problem`` `invalid` with what is missing, and the next step.
    func requireReady() async throws
    /// - Throws: a ``Problem`` `invalid` for a signature that is bad, expired, or of an unknown key.
    func verify(_ file: SignedFile) async throws -> VerifiedText
}

/// A small file with its signature.
public enum SignedFile: Sendable {
    /// The signature lies in another file.
    case detached(text: [UInt8], signature: [UInt8])
    /// Text and signature are one file (RFC 9580, section 7).
    case clear([UInt8])

    /// Whether a file begins as a clear-signed one.
    public static func isClearSigned(_ bytes: [UInt8]) -> Bool {
        bytes.starts(with: Array("-----BEGIN PGP SIGNED MESSAGE-----".utf8))
    }
}

/// What a good signature covers.
public struct VerifiedText: Sendable {
    public var text: [UInt8]
    /// Fingerprint of the signer's primary key.
    public var signer: String

    public init(text: [UInt8], signer: String) {
        self.text = text
        self.signer = signer
    }
}

extension SignatureVerifier {
    /// A refusal that names the field.
    public static func refusal(_ code: String, _ reason: String) -> Problem {
        Problem(
            .invalid, "The signature was not accepted: \(reason).",
            errors: [.init(pointer: "/signatureURL", code: code, message: reason)])
    }
}
