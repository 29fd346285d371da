import ApusClient

/// Which server is meant and with which token file, after flags, environment and file were weighed.
struct Target: Hashable, Sendable {
    /// Where a setting came from, in words: `--url`, `APUS_URL`, `context lab`, `default`.
    struct Setting: Hashable, Sendable {
        var value: String
        var origin: String
    }

    var url: Setting
    var tokenFile: Setting
    var allowsInsecureHTTP: Bool

    /// Flags beat the environment, which beats the file.
    ///
    /// A context's token and its permission to send it in clear text go to that context's server only, never to one that a flag or variable names.
    static func resolve(_ flags: ConnectionOptions, _ config: ConfigFile, _ surroundings: Surroundings) throws -> Target
    {
        let context = try context(flags.context, config)
        let contextURL = context.map { Setting(value: $0.value.url, origin: "context \($0.name)") }
        let named =
            setting(flags.url, "--url")
            ?? (flags.context == nil ? setting(surroundings.variable("APUS_URL"), "APUS_URL") : nil)
        let url = named ?? contextURL ?? Setting(value: ServerAddress.standard, origin: "default")
        let own = context.flatMap { url.value == $0.value.url ? $0 : nil }
        let tokenFile =
            setting(flags.tokenFile, "--token-file")
            ?? setting(surroundings.variable("APUS_TOKEN_FILE"), "APUS_TOKEN_FILE")
            ?? own.flatMap { setting($0.value.tokenFile, "context \($0.name)") }
            ?? Setting(value: ConfigFile.standardTokenFile(surroundings), origin: "default")
        return Target(
            url: url, tokenFile: Setting(value: surroundings.path(tokenFile.value), origin: tokenFile.origin),
            allowsInsecureHTTP: flags.insecureHTTP || own?.value.insecureHTTP == true)
    }

    func clientSettings() throws -> ClientSettings {
        ClientSettings(
            address: try ServerAddress(url.value), token: try AccessToken(file: tokenFile.value),
            allowsInsecureHTTP: allowsInsecureHTTP)
    }

    private static func setting(_ value: String?, _ origin: String) -> Setting? {
        value.map { Setting(value: $0, origin: origin) }
    }

    private static func context(
        _ name: String?, _ config: ConfigFile
    ) throws -> (name: String, value: ConfigFile.Context)? {
        guard let name = name ?? config.current else { return nil }
        guard let context = config.contexts[name] else {
            throw SettingsFault.noContext(name)
        }
        return (name, context)
    }
}
