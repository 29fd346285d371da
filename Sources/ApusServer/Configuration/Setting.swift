/// One key of the configuration, declared once: it is read, checked, listed and documented from here.
public struct Setting: Sendable {
    /// How a value's text is checked.
    public enum Form: Sendable {
        case text
        case path
        /// Absolute paths, comma separated where they come from a flag or the environment.
        case paths
        case integer(ClosedRange<Int>)
        case number(ClosedRange<Double>)
        case flag
        case choice([String])
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
        "APUS_" + key.map { $0 == "." ? "_" : $0.isUppercase ? "_\($0)" : $0.uppercased() }.joined()
    }

    /// Every key there is, in the order `apusd config` lists them.
    public static let all: [Setting] = [
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
        Setting("placement.cpuOvercommit", .number(0.1...64), "4", "Virtual CPUs promised per thread of a host."),
        Setting("placement.memoryOvercommit", .number(0.1...4), "1", "Memory promised per byte of a host."),
        Setting(
            "placement.memoryReserved", .integer(0...1_099_511_627_776), "536870912",
            "Bytes of memory kept for each host itself."),
        Setting("operations.perHost", .integer(1...64), "8", "Operations that run side by side on one host."),
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
