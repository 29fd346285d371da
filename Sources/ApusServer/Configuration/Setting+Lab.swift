extension Setting {
    static let lab: [Setting] = [
        Setting("lab.enabled", .flag, "false", "Serve the lab API's sockets (docs/LabAPI.md) on a port of their own."),
        Setting("lab.listen", .text, "127.0.0.1:8000", "Address and port of the lab API."),
        Setting(
            "lab.openNetwork", .flag, "false",
            "Serve the lab API without a token to everybody who reaches its port, knowingly."),
    ]
}

extension Configuration {
    /// nil where the lab API is off.
    /// - Throws: ``ConfigurationError`` for what is no address and port.
    public var labSettings: LabServer.Settings? {
        get throws {
            guard flag("lab.enabled") else { return nil }
            return LabServer.Settings(listener: try listener("lab.listen"), isOpen: flag("lab.openNetwork"))
        }
    }

    /// - Throws: ``ConfigurationError``.
    func listener(_ key: String) throws -> Listener {
        let text = text(key)
        guard let listener = Listener(text) else {
            throw ConfigurationError(
                "\(key): must be an address and a port such as \(Setting.standard(of: key)), not “\(text.prefix(64))”")
        }
        return listener
    }
}

extension Setting {
    fileprivate static func standard(of key: String) -> String { all.first { $0.key == key }?.standard ?? "" }
}
