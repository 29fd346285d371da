extension Seed {
    /// All that is wrong with this seed; empty where it can be made.
    public func faults() -> [SeedFault] {
        var check = SeedCheck()
        check.require(Grammar.isInstanceID(instanceID), "instanceID", .grammar, "not an instance id")
        check.require(
            Grammar.isHostname(hostname), "hostname", .grammar, "not a host name (RFC 1123, up to 63 characters)")
        check.require(users.count <= 32, "users", .tooLarge, "more than 32")
        check.require(Set(users.map(\.name)).count == users.count, "users", .duplicate, "a name stands twice")
        for (index, user) in users.enumerated() { check.check(user, "users[\(index)]") }
        check.require(packages.count <= 256, "packages", .tooLarge, "more than 256")
        for (index, name) in packages.enumerated() {
            check.require(Grammar.isPackageName(name), "packages[\(index)]", .grammar, "not a name of a package")
        }
        check.check(commands: runCommands)
        check.check(files: writeFiles)
        if let locale {
            check.require(Grammar.isLocale(locale), "locale", .grammar, "not a locale such as en_US.UTF-8")
        }
        if let timezone {
            check.require(Grammar.isTimeZone(timezone), "timezone", .grammar, "not a zone such as Europe/Berlin")
        }
        if let rawUserData {
            check.check(document: rawUserData, "rawUserData")
            check.require(!hasFields, "rawUserData", .conflict, "replaces all other fields but the host name: give one")
        }
        if let rawVendorData { check.check(document: rawVendorData, "rawVendorData") }
        if let rawNetworkConfig { check.check(networkConfig: rawNetworkConfig) }
        return check.faults
    }

    private var hasFields: Bool {
        !users.isEmpty || !packages.isEmpty || allowsSSHPasswords != nil || !runCommands.isEmpty || !writeFiles.isEmpty
            || locale != nil || timezone != nil
    }
}

/// Gathers the faults of a seed.
private struct SeedCheck {
    private(set) var faults: [SeedFault] = []

    mutating func require(_ holds: Bool, _ field: String, _ rule: SeedFault.Rule, _ message: String) {
        if !holds { faults.append(SeedFault(field: field, rule: rule, message: message)) }
    }

    mutating func check(_ user: Seed.User, _ field: String) {
        require(Grammar.isUserName(user.name), "\(field).name", .grammar, "not a user name ([a-z_][a-z0-9_-]{0,31})")
        if let fullName = user.fullName {
            let plain = fullName.unicodeScalars.allSatisfy {
                $0.properties.generalCategory != .control && !$0.isLineBreak && $0 != ":" && $0 != ","
            }
            require(plain, "\(field).fullName", .character, "holds a colon, a comma or a control character")
            require(fullName.utf8.count <= 256, "\(field).fullName", .tooLarge, "longer than 256 bytes")
        }
        require(user.groups.count <= 32, "\(field).groups", .tooLarge, "more than 32")
        for (index, group) in user.groups.enumerated() {
            require(Grammar.isUserName(group), "\(field).groups[\(index)]", .grammar, "not a name of a group")
        }
        if let hash = user.passwordHash {
            let rule = "not a strong hash of crypt(5), such as $y$… or $6$…"
            require(Grammar.isPasswordHash(hash), "\(field).passwordHash", .passwordHash, rule)
        }
        if let shell = user.shell {
            require(Grammar.isPath(shell), "\(field).shell", .grammar, "not an absolute path")
        }
        check(keys: user.sshKeys, "\(field).sshKeys")
    }

    private mutating func check(keys: [String], _ field: String) {
        guard keys.count <= 64 else { return require(false, field, .tooLarge, "more than 64") }
        for (index, key) in keys.enumerated() {
            do throws(SSHPublicKey.Fault) {
                _ = try SSHPublicKey(key)
            } catch { require(false, "\(field)[\(index)]", error.rule, error.message) }
        }
    }

    mutating func check(commands: [String]) {
        require(commands.count <= 256, "runCommands", .tooLarge, "more than 256")
        for (index, command) in commands.enumerated() {
            let field = "runCommands[\(index)]"
            require(!command.isEmpty, field, .grammar, "empty")
            require(command.utf8.count <= 16 << 10, field, .tooLarge, "longer than 16 KiB")
            require(!command.utf8.contains(0), field, .character, "holds a NUL")
        }
    }

    mutating func check(files: [Seed.File]) {
        require(files.count <= 64, "writeFiles", .tooLarge, "more than 64")
        let size = files.reduce(0) { $0 + $1.content.utf8.count }
        require(size <= 256 << 10, "writeFiles", .tooLarge, "more than 256 KiB in all")
        require(Set(files.map(\.path)).count == files.count, "writeFiles", .duplicate, "a path stands twice")
        for (index, file) in files.enumerated() {
            let field = "writeFiles[\(index)]"
            let parts = file.path.split(separator: "/")
            let isPath = Grammar.isPath(file.path) && !parts.isEmpty && !parts.contains(".") && !parts.contains("..")
            require(isPath && !file.path.hasSuffix("/"), "\(field).path", .grammar, "not an absolute path of a file")
            require(!file.content.utf8.contains(0), "\(field).content", .character, "holds a NUL")
            require(
                file.permissions.map(Grammar.isMode) ?? true, "\(field).permissions", .grammar,
                "not octal, such as 0644")
            require(
                file.owner.map(Grammar.isOwner) ?? true, "\(field).owner", .grammar, "not user or user:group")
        }
    }

    mutating func check(document: String, _ field: String) {
        require(document.utf8.count < 1 << 20, field, .tooLarge, "1 MiB or more")
        require(!document.utf8.contains(0), field, .character, "holds a NUL")
        guard let kind = UserDataKind(document) else {
            return require(
                false, field, .format,
                "begins neither with #cloud-config nor #! nor ## template: jinja nor a multipart header")
        }
        require(kind != .include, field, .remote, "includes data from elsewhere")
        if kind == .cloudConfig { check(yaml: document, field) }
    }

    /// The slips that a YAML reader refuses and that can be seen without being one (YAML 1.2, sections 5.1 and 6.1). A NUL
    /// has a rule of its own.
    private mutating func check(yaml: String, _ field: String) {
        let isText = yaml.unicodeScalars.allSatisfy {
            $0.value >= 0x20 && $0.value != 0x7F || $0.value == 0 || $0 == "\n" || $0 == "\r" || $0 == "\t"
        }
        require(isText, field, .character, "holds control characters")
        let isIndentedByTabs = yaml.split(whereSeparator: \.isNewline).contains { line in
            line.first == "\t" && line.contains { !$0.isWhitespace }
        }
        require(!isIndentedByTabs, field, .format, "is indented by tabs, which YAML does not take")
    }

    mutating func check(networkConfig: String) {
        let field = "rawNetworkConfig"
        require(networkConfig.utf8.count <= 64 << 10, field, .tooLarge, "more than 64 KiB")
        require(!networkConfig.utf8.contains(0), field, .character, "holds a NUL")
        check(yaml: networkConfig, field)
        let isBlank = networkConfig.utf8.allSatisfy { $0 <= 0x20 }
        require(!isBlank, field, .format, "empty")
    }
}

/// How cloud-init would take user data: by their first line.
private enum UserDataKind {
    case cloudConfig, script, template, multipart, include

    init?(_ text: String) {
        // By scalars: to Swift `\r\n` is one character and `#` with a mark above it another.
        let line = String(String.UnicodeScalarView(text.unicodeScalars.prefix { !$0.isLineBreak }))
        let head = line.lowercased()
        if head.hasPrefix("#include") { self = .include; return }
        if line.hasPrefix("#!") { self = .script; return }
        if head.hasPrefix("## template:") { self = .template; return }
        if line == "#cloud-config" || line.hasPrefix("#cloud-config ") { self = .cloudConfig; return }
        guard head.hasPrefix("content-type: multipart/") || head.hasPrefix("mime-version:") else { return nil }
        self = Self.includes(text.lowercased()) ? .include : .multipart
    }

    /// A part that fetches says so in its type or in its own first line. A part in base64 could still hide it: this
    /// rule guards against oversight, and the guest's network is the wall against intent.
    private static func includes(_ text: String) -> Bool {
        text.contains("text/x-include") || text.contains("\n#include") || text.contains("\r\n#include")
    }
}
