import ApusCore

extension Setting {
    static let page: [Setting] = [
        Setting(
            "server.origin", .origin, "",
            "The address in people's browsers, such as https://apus.example.org, where a reverse proxy stands in front."
        ),
        Setting("server.prefix", .prefix, "", "The path below which a reverse proxy serves Apus, such as /apus."),
        Setting("page.enabled", .flag, "true", "Serve the page for browsers."),
        Setting("page.folder", .path, "", "Folder of the page's files; where it is built or installed when empty."),
        Setting(
            "sessions.idle", .integer(60...604_800), "7200", "Seconds without use after which a browser is signed out."),
        Setting(
            "sessions.life", .integer(60...2_592_000), "43200",
            "Seconds after which a browser is signed out in any case."),
        Setting(
            "sessions.perToken", .integer(1...1000), "32",
            "Browsers signed in with one token; the one used longest ago makes room."),
    ]
}

extension Configuration {
    /// The gate as configured.
    public func gate(_ tokens: [StoredToken], store: any TokenStore) -> Gate {
        let origin = text("server.origin")
        return Gate(
            tokens, store: store,
            rules: .init(
                idle: .seconds(integer("sessions.idle")), life: .seconds(integer("sessions.life")),
                perToken: integer("sessions.perToken")),
            origins: OriginRule(origin: origin.isEmpty ? nil : origin, address: text("server.address")))
    }
}
