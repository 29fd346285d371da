import ApusModel
import Schema

extension ResourceSchemas {
    static let guestInformation = Schema.object([
        .optional("agent", .oneOf(GuestAgentState.self), "How the agent stands; absent while the VM does not run."),
        .optional("fault", .words, "Why not all is known."), .optional("hostname", .words, "The guest's host name."),
        .optional(
            "os",
            .object([
                .optional("id", .words, "debian, fedora, …"), .optional("name", .words, "Its name."),
                .optional("prettyName", .words, "Its name for people."), .optional("version", .words, "Its version."),
                .optional("kernelRelease", .words, "The kernel."), .optional("machine", .words, "The architecture."),
            ]), "The operating system."),
        .optional(
            "timezone",
            .object([
                .optional("name", .words, "Its name."),
                .required("offset", .integer(), "Seconds east of UTC."),
            ]), "The time zone."),
        .optional("time", .time, "The guest's clock."),
        .optional("timeDifference", .number(), "Seconds that it is ahead of the server's."),
        .optional(
            "users",
            .array(
                of: .object([
                    .required("name", .words, "The account."), .optional("domain", .words, "Its domain (Windows)."),
                    .optional("loginTime", .time, "Since when."),
                ])), "Who is logged in."),
        .optional(
            "fileSystems",
            .array(
                of: .object([
                    .required("mountPoint", .words, "Where it is mounted."), .optional("name", .words, "Its device."),
                    .optional("type", .words, "ext4, …"), .optional("total", .bytes, "Bytes."),
                    .optional("used", .bytes, "Bytes."),
                ])), "Mounted file systems."),
        .optional(
            "interfaces",
            .array(
                of: .object([
                    .required("name", .words, "Its name in the guest."), .optional("mac", .words, "MAC address."),
                    .required("addresses", .array(of: .words), "With the bits of the network."),
                ])), "Network interfaces."),
    ])

    static let guestSSHKeys = Schema.object([
        .required("user", .words, "The account."), .required("keys", .array(of: .words), "Public keys."),
    ])

    static let guestCommandResult = Schema.object([
        .optional("exitCode", .integer(), "How it ended."),
        .optional("signal", .integer(), "The signal that ended it."),
        .required("stdout", base64, "Standard output, in base64."),
        .required("stderr", base64, "Standard error, in base64."),
        .required("truncated", .boolean, "Whether more was written than is given."),
    ])

    private static let base64 = Schema.string(maxLength: 1_500_000, characters: .any)
}
