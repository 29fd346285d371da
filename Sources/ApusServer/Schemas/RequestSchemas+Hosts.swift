import ApusModel
import Schema

extension RequestSchemas {
    static let changeHost = Schema.object(
        [
            .optional(
                "labels", .map(of: .labelValue.nullable, keys: .labelKey, maxCount: HostLabel.maximum),
                "Labels to set; null takes one away."),
            .optional(
                "overcommit",
                .object([
                    .optional("cpu", .number(0.1...64).nullable, "Virtual CPUs promised per thread."),
                    .optional("memory", .number(0.1...4).nullable, "Memory promised per byte."),
                    .optional("disk", .number(0.1...64).nullable, "Disk promised per byte of its standard pool."),
                ]), "Its own ratios; null leaves one to the server's settings."),
            .optional(
                "reserved",
                .object([
                    .optional("cpus", .integer(0...4096).nullable, "Threads that are not promised."),
                    .optional("memory", .integer(0...(1 << 40)).nullable, "Bytes kept for the host itself."),
                    .optional("disk", .integer(0...(1 << 50)).nullable, "Bytes of its standard pool kept free."),
                ]), "Its own reservations; null leaves one to the server's settings."),
        ], rules: [.atLeastOne(of: ["labels", "overcommit", "reserved"])])
}

extension ResourceSchemas {
    static let hostOvercommit = Schema.object([
        .optional("cpu", .number(0...1_000_000), "Virtual CPUs promised per thread."),
        .optional("memory", .number(0...1_000_000), "Memory promised per byte."),
        .optional("disk", .number(0...1_000_000), "Disk promised per byte of its standard pool."),
    ])

    static let hostReserved = Schema.object([
        .optional("cpus", .integer(0...65_536), "Threads that are not promised."),
        .optional("memory", .bytes, "Bytes kept for the host itself."),
        .optional("disk", .bytes, "Bytes of its standard pool kept free."),
    ])

    /// What Prometheus reads (http_sd): <https://prometheus.io/docs/prometheus/latest/http_sd/>.
    static let prometheusTargets = Schema.array(
        of: .object([
            .required("targets", .array(of: .words), "address:port"),
            .required("labels", .map(of: .words), "Labels for relabelling: __meta_apus_…"),
        ]), maxCount: 100_000)
}

extension Schema {
    fileprivate static var labelValue: Schema { .string(minLength: 1, maxLength: 63, rule: .labelValue) }
}

extension StringRule {
    static let labelKey = StringRule(
        code: "label/key", pattern: HostLabel.keyPattern, message: HostLabel.keyRule, accepts: HostLabel.isKey)
    static let labelValue = StringRule(
        code: "label/value", pattern: HostLabel.valuePattern, message: HostLabel.valueRule,
        accepts: HostLabel.isValue)
}
