/// What a guest's cloud-init needs to know at its first start, for its NoCloud data source.
///
/// Source: cloud-init's documentation, "NoCloud" and "User data formats". Nothing here reads or writes files.
public struct Seed: Hashable, Sendable {
    /// Names this life of the machine: cloud-init runs again where it changes. A letter or digit, then up to 127 of
    /// letters, digits, `.`, `_` and `-`: the guest uses it as a file name.
    public var instanceID: String
    /// A host name by RFC 1123, labels joined by dots, at most 63 characters in all.
    public var hostname: String
    /// The users to make, up to 32; none leaves the image's own users as they are.
    public var users: [User] = []
    /// Names of packages to install, up to 256.
    public var packages: [String] = []
    /// Whether SSH takes passwords; nil leaves the image's setting.
    public var allowsSSHPasswords: Bool?
    /// Shell commands that root runs at the end of the first start, up to 256 of up to 16 KiB.
    public var runCommands: [String] = []
    /// Files that the guest gets, up to 64 and 256 KiB in all.
    public var writeFiles: [File] = []
    /// Such as `en_US.UTF-8`.
    public var locale: String?
    /// A zone of the time zone database, such as `Europe/Berlin`.
    public var timezone: String?
    /// User data as it stands, in place of all fields from `users` on: a `#cloud-config`, a `#!` script,
    /// a `## template: jinja` or a MIME multipart message, less than 1 MiB.
    public var rawUserData: String?
    /// Vendor data as they stand, under the rules of user data.
    public var rawVendorData: String?
    /// A network configuration as it stands (version 1 or 2, YAML), up to 64 KiB.
    public var rawNetworkConfig: String?

    public init(instanceID: String, hostname: String) {
        self.instanceID = instanceID
        self.hostname = hostname
    }

    /// A file of the guest.
    public struct File: Hashable, Sendable {
        /// Absolute, of plain characters.
        public var path: String
        public var content: String
        /// Octal, such as `0644`.
        public var permissions: String?
        /// `user` or `user:group`.
        public var owner: String?

        public init(path: String, content: String, permissions: String? = nil, owner: String? = nil) {
            self.path = path
            self.content = content
            self.permissions = permissions
            self.owner = owner
        }
    }

    /// A user of the guest.
    public struct User: Hashable, Sendable {
        /// `[a-z_][a-z0-9_-]{0,31}`
        public var name: String
        /// The name of the person, without `:`, `,` and control characters.
        public var fullName: String?
        /// Public keys as in `authorized_keys`, without options; up to 64.
        public var sshKeys: [String] = []
        /// A password as `crypt(3)` hashes it (yescrypt, SHA-512, SHA-256, bcrypt); plain ones are refused.
        public var passwordHash: String?
        /// Whether the user becomes root by `sudo` without a password.
        public var hasSudo = false
        /// More groups, named like users.
        public var groups: [String] = []
        /// The path of the login shell; nil is the guest's default.
        public var shell: String?

        public init(name: String, sshKeys: [String] = []) {
            self.name = name
            self.sshKeys = sshKeys
        }
    }
}

/// Seeds hold secrets: what is printed by accident says nothing of them.
extension Seed: CustomStringConvertible, CustomReflectable {
    public var description: String { "Seed(\(instanceID))" }
    public var customMirror: Mirror { Mirror(self, children: ["instanceID": instanceID]) }
}

extension Seed.User: CustomStringConvertible, CustomReflectable {
    public var description: String { "Seed.User(\(name))" }
    public var customMirror: Mirror { Mirror(self, children: ["name": name]) }
}

extension Seed.File: CustomStringConvertible, CustomReflectable {
    public var description: String { "Seed.File(\(path))" }
    public var customMirror: Mirror { Mirror(self, children: ["path": path]) }
}
