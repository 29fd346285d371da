import ApusModel
import Schema

/// The bodies of requests about pools and volumes.
extension RequestSchemas {
    static let createPool = Schema.object([
        .required("host", .reference, "The host it is on.", example: "node-1"),
        .required("name", .resourceName, "The pool's name.", example: "fast"),
        .required(
            "type", .oneOf(CreatePool.Kind.self),
            "dir (path), netfs (path, sourceHost, sourcePath), logical (sourceName: a volume group that is there), and what else the host offers. Nothing is ever formatted."
        ),
        .optional(
            "path", .string(minLength: 1, maxLength: 1024, rule: .folder),
            "Where its volumes are on the host; made where it is missing.", example: "/srv/apus/fast"),
        .optional("sourceHost", .string(minLength: 1, maxLength: 253, rule: .serverName), "The server."),
        .optional("sourcePath", .string(minLength: 1, maxLength: 1024, rule: .folder), "The server's export."),
        .optional(
            "sourceDevice", .string(minLength: 1, maxLength: 1024, rule: .deviceName),
            "The device that is mounted, or the iSCSI target."),
        .optional(
            "sourceName", .string(minLength: 1, maxLength: 127, rule: .sourceName),
            "The volume group, or the server's own pool."),
        .optional("autostart", .boolean, "Whether it starts with its host.", default: true),
    ])

    static let changePool = Schema.object([
        .required("autostart", .boolean, "Whether it starts with its host.")
    ])

    static let createVolume = Schema.object([
        .optional("host", .reference, "Needed where several hosts have a pool of the name."),
        .required("pool", .reference, "The storage pool.", example: "apus"),
        .required("name", .volumeName, "The volume's name, unique in its pool.", example: "data.qcow2"),
        .required("capacity", .diskSize, "Bytes a guest sees.", example: 1_073_741_824),
        .optional(
            "allocation", .integer(0...(64 << 40)),
            "Bytes to take at once; none when absent, all of them in a volume group."),
        .optional(
            "format", .oneOf(Image.Format.usable.map(\.rawValue)), "qcow2 when absent; volume groups hold raw volumes."),
        .optional("backing", backing, "What it is built on; that is only read."),
    ])

    private static let backing = Schema.object(
        [
            .optional("image", .reference, "A registered image."),
            .optional("volume", .reference, "A volume of the same host that no VM has."),
            .optional(
                "format", .oneOf(Image.Format.usable.map(\.rawValue)),
                "What that volume is; never guessed. An image knows."),
        ], rules: [.exactlyOne(of: ["image", "volume"])])

    static let growVolume = Schema.object([
        .required("capacity", .diskSize, "Bytes a guest is to see; more than now.", example: 2_147_483_648)
    ])

    static let cloneVolume = Schema.object([
        .required("name", .volumeName, "The copy's name.", example: "copy.qcow2"),
        .optional("pool", .reference, "A pool of the same host; the volume's own when absent."),
        .optional("format", .oneOf(Image.Format.usable.map(\.rawValue)), "As the volume when absent."),
    ])

    static let moveVolume = Schema.object([
        .required("pool", .reference, "A pool of the same host.", example: "fast"),
        .optional("name", .volumeName, "Its name there; as before when absent."),
    ])
}

extension Schema {
    static var volumeName: Schema { .string(minLength: 1, maxLength: 127, rule: .volumeName) }
}

extension StringRule {
    /// Names of volumes that users make.
    static let volumeName = StringRule(
        code: "name/grammar", pattern: VolumeFileName.pattern, message: VolumeFileName.rule,
        accepts: VolumeFileName.isValid)

    /// A host name or an IP address.
    static let serverName = StringRule(
        code: "server", pattern: "^[A-Za-z0-9:][A-Za-z0-9.:-]*$", message: "must be a host name or an address",
        accepts: { begins($0, alsoWith: ":") && holds($0, ".:-") })

    /// A path below `/dev`, or an iSCSI name (RFC 3720, section 3.2.6).
    static let deviceName = StringRule(
        code: "device", pattern: "^(?!.*\\.\\.)(/dev/|iqn\\.|eui\\.)[A-Za-z0-9._:/@+-]*$",
        message: "must be a device below /dev, or an iSCSI name",
        accepts: { text in
            ["/dev/", "iqn.", "eui."].contains(where: text.hasPrefix) && holds(text, "._:/@+-") && !text.contains("..")
        })

    /// A volume group (lvm(8), VALID NAMES), or a pool of another kind of storage.
    static let sourceName = StringRule(
        code: "name/grammar", pattern: "^[A-Za-z0-9_][A-Za-z0-9+_.-]*$",
        message: "must be letters, digits, “+”, “_”, “.” or “-”, not beginning with “-” or “.”",
        accepts: { begins($0, alsoWith: "_") && holds($0, "+_.-") })

    private static func begins(_ text: String, alsoWith marks: String) -> Bool {
        text.utf8.first.map { isLetterOrDigit($0) || marks.utf8.contains($0) } ?? false
    }

    private static func holds(_ text: String, _ marks: String) -> Bool {
        text.utf8.allSatisfy { isLetterOrDigit($0) || marks.utf8.contains($0) }
    }

    private static func isLetterOrDigit(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"):
            true
        default: false
        }
    }
}
