/// A file of a seed, at the root of its volume.
public struct SeedFile: Hashable, Sendable {
    /// `meta-data`, `user-data`, `vendor-data` or `network-config`.
    public var name: String
    public var content: [UInt8]

    public init(name: String, content: [UInt8]) {
        self.name = name
        self.content = content
    }
}

extension Seed {
    /// The files by which cloud-init knows a seed; `meta-data` and `user-data` are always there.
    ///
    /// - Throws: `SeedError` with all faults.
    public func files() throws(SeedError) -> [SeedFile] {
        let faults = faults()
        guard faults.isEmpty else { throw SeedError(faults: faults) }
        let texts = [
            ("meta-data", metaData), ("network-config", rawNetworkConfig), ("user-data", rawUserData ?? userData),
            ("vendor-data", rawVendorData),
        ]
        return texts.compactMap { name, text in text.map { SeedFile(name: name, content: Array($0.utf8)) } }
    }

    private var metaData: String {
        YAML.map([("instance-id", .text(instanceID)), ("local-hostname", .text(hostname))]).document
    }

    private var userData: String {
        var pairs: [(String, YAML)] = []
        if let allowsSSHPasswords { pairs.append(("ssh_pwauth", .flag(allowsSSHPasswords))) }
        if !users.isEmpty { pairs.append(("users", .list(users.map(\.yaml)))) }
        if !packages.isEmpty {
            pairs.append(("package_update", .flag(true)))
            pairs.append(("packages", .list(packages.map(YAML.text))))
        }
        if let locale { pairs.append(("locale", .text(locale))) }
        if let timezone { pairs.append(("timezone", .text(timezone))) }
        if !writeFiles.isEmpty { pairs.append(("write_files", .list(writeFiles.map(\.yaml)))) }
        if !runCommands.isEmpty { pairs.append(("runcmd", .list(runCommands.map(YAML.text)))) }
        return "#cloud-config\n" + YAML.map(pairs).document
    }
}

extension Seed.File {
    fileprivate var yaml: YAML {
        var pairs: [(String, YAML)] = [("path", .text(path)), ("content", .text(content))]
        if let permissions { pairs.append(("permissions", .text(permissions))) }
        if let owner { pairs.append(("owner", .text(owner))) }
        return .map(pairs)
    }
}

extension Seed.User {
    fileprivate var yaml: YAML {
        var pairs: [(String, YAML)] = [("name", .text(name))]
        if let fullName { pairs.append(("gecos", .text(fullName))) }
        if let shell { pairs.append(("shell", .text(shell))) }
        if !groups.isEmpty { pairs.append(("groups", .list(groups.map(YAML.text)))) }
        if hasSudo { pairs.append(("sudo", .text("ALL=(ALL) NOPASSWD:ALL"))) }
        // cloud-init locks passwords unless told otherwise.
        pairs.append(("lock_passwd", .flag(passwordHash == nil)))
        if let passwordHash { pairs.append(("passwd", .text(passwordHash))) }
        // Faults are looked for first, so every key reads here.
        let keys = sshKeys.compactMap { try? SSHPublicKey($0).line }
        if !keys.isEmpty { pairs.append(("ssh_authorized_keys", .list(keys.map(YAML.text)))) }
        return .map(pairs)
    }
}
