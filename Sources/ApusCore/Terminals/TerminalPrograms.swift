import FoundationEssentials

/// The programs that terminals are made of: ssh, and the login shell of the server's own user.
public protocol TerminalPrograms: Sendable {
    /// Connects, and returns when the other side has let it in, or asks for a password.
    /// - Throws: ``SSHRefusal``.
    func ssh(_ destination: SSHDestination, _ size: TerminalSize) async throws -> LiveStream
    /// - Throws: ``SSHRefusal``.
    func shell(_ size: TerminalSize) async throws -> LiveStream
    /// The public half of Apus's own key, one line of `authorized_keys`; the pair is made at first use.
    func publicKey() async throws -> String
    /// Whether the folder of keys has a private key of this name.
    func hasKey(_ name: String) -> Bool
    /// Fingerprints of the keys that are pinned for a VM.
    func hostKeys(of vm: UUID) async throws -> [String]
    func forgetHostKeys(of vm: UUID) async throws
}

/// Where ssh goes to, and as whom.
public struct SSHDestination: Hashable, Sendable {
    /// Which keys it may show, and which it shows itself.
    public enum Trust: Hashable, Sendable {
        /// The first host key is pinned to this id and no other is taken.
        case pinned(UUID)
        /// Keys and known hosts of the server's own user, as libvirt uses them.
        case own
    }

    public var address: SSHAddress
    public var user: String
    public var trust: Trust
    /// The name of a file in the folder of keys; nil for Apus's own key.
    public var key: String?
    /// Whether it may ask for a password on the terminal.
    public var takesPassword: Bool
    public var jump: SSHAddress?
    /// Words for the user's shell there; nil for a login shell.
    public var command: String?
    /// Whether it has a terminal there. Without one, standard error is a stream of its own and input can end.
    public var hasTerminal = true

    public init(
        address: SSHAddress, user: String, trust: Trust, key: String? = nil, takesPassword: Bool = false,
        jump: SSHAddress? = nil
    ) {
        self.address = address
        self.user = user
        self.trust = trust
        self.key = key
        self.takesPassword = takesPassword
        self.jump = jump
    }
}

/// Why ssh came to nothing.
public enum SSHRefusal: Error, Hashable, Sendable {
    /// - Parameter fingerprint: of the key that was shown and refused.
    case hostKeyChanged(fingerprint: String?)
    case connectionRefused
    case noRoute
    case timedOut
    case permissionDenied
    /// The host on the way let nobody through: in ssh's words.
    case jumpFailed(String)
    /// What ssh said last.
    case failed(String)
}
