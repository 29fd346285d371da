import ApusCore
import ApusModel
import ChildProgram
import FoundationEssentials
import Glibc

/// Checks signatures with `gpgv`, GnuPG's program for that alone: it trusts the keys of one file and asks no network.
public struct GPGVerifier: SignatureVerifier {
    private let keyring: String
    private let folders: [String]
    private let limit: Duration
    /// Descriptors of the program beside the standard ones: what it reports, and the signature it reads.
    private static let report: Int32 = 3
    private static let signature: Int32 = 4

    /// - Parameters:
    ///   - keyring: absolute path of a binary keyring; empty where the administrator named none.
    ///   - folders: where programs lie.
    public init(
        keyring: String, folders: [String] = ["/usr/local/bin", "/usr/bin", "/bin"], limit: Duration = .seconds(20)
    ) {
        (self.keyring, self.folders, self.limit) = (keyring, folders, limit)
    }

    public func requireReady() async throws { _ = try await program() }

    public func verify(_ file: SignedFile) async throws -> VerifiedText {
        let command = [try await program()] + Self.options + ["--keyring", keyring] + Self.files(of: file)
        let gpgv = ChildProgram(command: command, limit: limit, outputLimit: 2 << 20)
        let end: ChildProgram.Ending
        do {
            end = try await gpgv.run(Self.inputs(of: file), outputs: [1, Self.report])
        } catch let error as ChildProgramError {
            throw Self.refusal("signature/unreadable", "gpgv: \(error)")
        }
        let signer = try GPGStatus(String(decoding: end.outputs[Self.report] ?? [], as: UTF8.self)).signer()
        if case .detached(let text, _) = file { return VerifiedText(text: text, signer: signer) }
        return VerifiedText(text: end.outputs[1] ?? [], signer: signer)
    }

    /// No folder of its own, the report on a file of its own, and no SHA-1, which two different lists can share.
    private static let options = [
        "--homedir", "/nonexistent", "--enable-special-filenames", "--weak-digest", "SHA1", "--status-fd",
        "\(report)",
    ]

    private static func files(of file: SignedFile) -> [String] {
        switch file {
        case .detached: ["--", "-&\(signature)", "-"]
        case .clear: ["--output", "-", "--", "-"]
        }
    }

    private static func inputs(of file: SignedFile) -> [Int32: [UInt8]] {
        switch file {
        case .detached(let text, let proof): [0: text, signature: proof]
        case .clear(let bytes): [0: bytes]
        }
    }
}

extension GPGVerifier {
    /// - Throws: a ``Problem`` with the next step.
    private func program() async throws -> String {
        guard !keyring.isEmpty else {
            throw Self.refusal(
                "signature/no-keyring", "this server knows no keys; name a file of them in the setting images.keyring")
        }
        try await checkKeyring()
        guard let path = ChildProgram.path(of: "gpgv", in: folders) else {
            throw Self.refusal("signature/no-gpgv", "gpgv is missing on the server; install gpgv")
        }
        return path
    }

    private func checkKeyring() async throws {
        guard let head = await Blocking.run({ Self.beginning(of: keyring) }) else {
            throw Self.refusal(
                "signature/no-keyring", "the file that images.keyring names cannot be read by the server")
        }
        // gpgv finds no key in it and would blame the signature.
        guard !head.starts(with: Array("-----BEGIN".utf8)) else {
            throw Self.refusal(
                "signature/no-keyring",
                "the file that images.keyring names is text; make it binary with gpg --dearmor")
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
