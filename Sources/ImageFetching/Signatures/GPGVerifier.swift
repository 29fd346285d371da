import ApusCore
import ApusModel
import FoundationEssentials
import Glibc
import NIOPosix

/// Checks signatures with `gpgv`, GnuPG's program for that alone: it trusts the keys of one file and asks no network.
public struct GPGVerifier: SignatureVerifier {
    private let keyring: String
    private let folders: [String]
    private let limits: BoundedProgram.Limits

    /// - Parameters:
    ///   - keyring: absolute path of a binary keyring; empty where the administrator named none.
    ///   - folders: where programs lie.
    public init(keyring: String, folders: [String] = ["/usr/local/bin", "/usr/bin", "/bin"]) {
        self.init(keyring: keyring, folders: folders, limits: .init())
    }

    init(keyring: String, folders: [String], limits: BoundedProgram.Limits) {
        self.keyring = keyring
        self.folders = folders
        self.limits = limits
    }

    public func requireReady() throws { _ = try program() }

    public func verify(_ file: SignedFile) async throws -> VerifiedText {
        let call = BoundedProgram(
            path: try program(), arguments: Self.options + ["--keyring", keyring] + Self.files(of: file),
            inputs: Self.inputs(of: file), limits: limits)
        let end: BoundedProgram.End
        do {
            // It waits for the program.
            end = try await NIOThreadPool.singleton.runIfActive { try call.run() }
        } catch let error as BoundedProgram.Failure {
            throw Self.refusal("signature/unreadable", "gpgv \(error.reason)")
        }
        let signer = try GPGStatus(String(decoding: end.report, as: UTF8.self)).signer()
        if case .detached(let text, _) = file { return VerifiedText(text: text, signer: signer) }
        return VerifiedText(text: end.output, signer: signer)
    }

    /// No folder of its own, the report on a file of its own, and no SHA-1, which two different lists can share.
    private static let options = [
        "--homedir", "/nonexistent", "--enable-special-filenames", "--weak-digest", "SHA1", "--status-fd",
        "\(BoundedProgram.report)",
    ]

    private static func files(of file: SignedFile) -> [String] {
        switch file {
        case .detached: ["--", "-&\(BoundedProgram.secondInput)", "-"]
        case .clear: ["--output", "-", "--", "-"]
        }
    }

    private static func inputs(of file: SignedFile) -> [[UInt8]] {
        switch file {
        case .detached(let text, let signature): [text, signature]
        case .clear(let bytes): [bytes]
        }
    }
}

extension GPGVerifier {
    /// - Throws: a ``Problem`` with the next step.
    private func program() throws -> String {
        guard !keyring.isEmpty else {
            throw Self.refusal(
                "signature/no-keyring", "this server knows no keys; name a file of them in the setting images.keyring")
        }
        try checkKeyring()
        let known = folders.map { $0 + "/gpgv" }
        guard let path = known.first(where: { access($0, X_OK) == 0 }) else {
            throw Self.refusal("signature/no-gpgv", "gpgv is missing on the server; install gpgv")
        }
        return path
    }

    private func checkKeyring() throws {
        guard let head = Self.beginning(of: keyring) else {
            throw Self.refusal(
                "signature/no-keyring", "the file of images.keyring, \(keyring), cannot be read by the server")
        }
        // gpgv finds no key in it and would blame the signature.
        guard !head.starts(with: Array("-----BEGIN".utf8)) else {
            throw Self.refusal(
                "signature/no-keyring",
                "the file of images.keyring is text; make it binary: gpg --dearmor < \(keyring) > \(keyring).gpg")
        }
    }

    private static func beginning(of path: String) -> [UInt8]? {
        let file = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
        guard file >= 0 else { return nil }
        defer { close(file) }
        var bytes = [UInt8](repeating: 0, count: 16)
        let count = read(file, &bytes, bytes.count)
        return count > 0 ? Array(bytes.prefix(count)) : nil
    }
}
