import FoundationEssentials

/// How Apus opens an ssh terminal in a VM: body of `PUT /api/v1/vms/{ref}/ssh-access`. What is absent follows the image and the server's
/// configuration.
public struct VirtualMachineSSH: Codable, Hashable, Sendable {
    public var user: String?
    /// 22 where absent.
    public var port: Int?
    /// The name of a private key in the server's folder `terminals.ssh.keys`; Apus's own where absent.
    public var key: String?
    /// Whether the guest may ask for a password, on the terminal.
    public var password: Bool?
    /// Whether the way goes through the VM's host; where absent, it does when the network is private and the host is reached by ssh.
    public var jump: Bool?

    public init(
        user: String? = nil, port: Int? = nil, key: String? = nil, password: Bool? = nil, jump: Bool? = nil
    ) {
        self.user = user
        self.port = port
        self.key = key
        self.password = password
        self.jump = jump
    }
}

/// Where the user of a VM's ssh terminals is known from; the first that says one counts.
public enum SSHUserSource: String, Codable, Sendable, CaseIterable {
    /// Set for this VM.
    case settings
    /// The account that cloud-init made when Apus made the VM.
    case cloudInit = "cloud-init"
    /// The `sshUser` of its image.
    case image
    /// The server's `terminals.ssh.user`.
    case configuration
}

/// How an ssh terminal in a VM would be opened now: the answer of `GET /api/v1/vms/{ref}/ssh-access`.
public struct VirtualMachineSSHAccess: Codable, Hashable, Sendable {
    /// What was set for this VM.
    public var settings: VirtualMachineSSH
    public var user: String
    /// Why it is this user.
    public var userSource: SSHUserSource
    public var port: Int
    /// nil while none is known.
    public var address: String?
    /// `user@host:port` of the host that the way goes through; nil where it is direct.
    public var jump: String?
    /// Fingerprints of the host keys that were pinned at first sight.
    public var hostKeys: [String]
    /// The fingerprint of another key that the guest showed later, and that was refused.
    public var refusedHostKey: String?
    public var refusedAt: Date?

    public init(settings: VirtualMachineSSH, user: String, userSource: SSHUserSource, port: Int) {
        self.settings = settings
        self.user = user
        self.userSource = userSource
        self.port = port
        self.hostKeys = []
    }
}

/// The public half of Apus's own key: the answer of `GET /api/v1/ssh-key`.
public struct ServerSSHKey: Codable, Hashable, Sendable {
    /// One line of `authorized_keys`.
    public var publicKey: String

    public init(publicKey: String) { self.publicKey = publicKey }
}
