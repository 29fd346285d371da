/// One key of the configuration, declared once: it is read, checked, listed and documented from here.
public struct Setting: Sendable {
    /// How a value's text is checked.
    public enum Form: Sendable {
        case text
        case path
        /// Absolute paths, comma separated where they come from a flag or the environment.
        case paths
        /// Words, comma separated where they come from a flag or the environment.
        case list
        case integer(ClosedRange<Int>)
        case number(ClosedRange<Double>)
        case flag
        case choice([String])
        /// `https://apus.example.org`, or nothing.
        case origin
        /// The path of an address, such as `/apus`, or nothing.
        case prefix
    }

    /// `server.port`: nested keys of the YAML file; the environment variable is `APUS_SERVER_PORT`.
    public var key: String
    public var form: Form
    public var standard: String
    public var help: String

    public init(_ key: String, _ form: Form, _ standard: String, _ help: String) {
        self.key = key
        self.form = form
        self.standard = standard
        self.help = help
    }

    /// The environment variable that sets it.
    public var variable: String {
        // A new word begins with a capital after a small letter: `allowHTTP` is ALLOW_HTTP.
        "APUS_"
            + zip(" " + key, key).map { before, letter in
                if letter == "." { return "_" }
                return (before.isLowercase && letter.isUppercase ? "_" : "") + letter.uppercased()
            }.joined()
    }

    /// Every key there is, in the order `apusd config` lists them.
    public static let all: [Setting] = general + page + placement + work + terminals + course + lab

    private static let general: [Setting] = [
        Setting("data.folder", .path, "/var/lib/apus", "Store, key, token and lock live here (mode 0700)."),
        Setting(
            "server.address", .text, "127.0.0.1",
            "Address to listen on. Another than loopback needs server.insecureNetwork."),
        Setting("server.port", .integer(0...65535), "8080", "Port to listen on; 0 takes any free one."),
        Setting("server.insecureNetwork", .flag, "false", "Listen on a network without TLS, knowingly."),
        Setting("server.maxBody", .integer(1024...67_108_864), "1048576", "Largest request body in bytes."),
        Setting("server.openMetrics", .flag, "false", "Serve /metrics without a token."),
        Setting("server.docs", .path, "", "Folder of Swagger UI's files; empty switches /docs off."),
        Setting(
            "images.directories", .paths, "/var/lib/libvirt/images,/var/lib/apus/images",
            "Folders on hosts that images may lie in."),
        Setting("images.maxSize", .integer(1_048_576...(64 << 40)), "274877906944", "Bytes of one image or upload."),
        Setting("images.allowHTTP", .flag, "false", "Fetch images by http:// too, which anyone between can change."),
        Setting("images.ports", .list, "80,443", "Ports that images may be fetched from."),
        Setting(
            "images.allowedNetworks", .list, "",
            "Networks (10.0.0.0/8) that images may be fetched from though they are not on the open internet."),
        Setting("images.maxSeconds", .integer(10...604_800), "21600", "Seconds that fetching one image may take."),
        Setting(
            "images.uploadLife", .integer(60...2_592_000), "86400",
            "Seconds after which an unfinished upload is removed."),
        Setting(
            "images.keyring", .path, "",
            "File of OpenPGP keys, as `gpg --export` writes it, that lists of checksums may be signed with."),
    ]

    private static let work: [Setting] = [
        Setting("operations.perHost", .integer(1...64), "8", "Operations that run side by side on one host."),
        Setting("migration.atOnce", .integer(1...4), "2", "VMs of a host that is evacuated that move at once."),
        Setting(
            "statistics.interval", .integer(0...600), "10",
            "Seconds between two measurements of CPU, memory, disk and network; 0 measures nothing."),
        Setting(
            "statistics.retentionDays", .integer(0...366), "30",
            "Days that five-minute values are kept; 0 keeps only the last hour, in memory."),
        Setting(
            "log.level", .choice(["trace", "debug", "info", "notice", "warning", "error"]), "info",
            "How much is logged."),
    ]
}
