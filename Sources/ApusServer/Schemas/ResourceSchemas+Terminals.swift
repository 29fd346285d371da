import ApusModel
import Schema

extension Schema {
    static let recording = reference("Recording", to: ResourceSchemas.recording)
}

extension RequestSchemas {
    static let vmSSH = Schema.object([
        .optional("user", guestUser, "Who logs in."),
        .optional("port", .integer(1...65_535), "Where the guest's ssh server listens; 22 when absent."),
        .optional(
            "key", guestUser, "A private key's name in the server's folder terminals.ssh.keys; Apus's own when absent."),
        .optional("password", .boolean, "Whether the guest may ask for a password on the terminal."),
        .optional(
            "jump", .boolean,
            "Whether the way goes through the VM's host; when absent, where its network is private and the host is reached by ssh."
        ),
    ])
}

extension ResourceSchemas {
    static let recording = Schema.object([
        .required("id", .uuid, "The recording's id."),
        .required("number", .integer(0...Int64.max), "A number for people."),
        .required("name", .words, "Its name."), .required("kind", .oneOf(Recording.Kind.self), "Of what terminal."),
        .optional("vm", .uuid, "The VM; absent for a host's shell."), .optional("vmName", .words, "The name it had."),
        .required("host", .uuid, "The host."), .required("hostName", .words, "The host's name."),
        .required("user", .words, "Who sat at the terminal."), .required("started", .time, "When it began."),
        .required("duration", .number(0...1e12), "Seconds."), .required("bytes", .bytes, "Bytes of the file."),
        .required("state", .oneOf(Recording.State.self), "Whether it is still recorded, and whether all is there."),
        .required("input", .boolean, "Whether what was typed is in it, too."),
    ])

    static let recordingMatches = Schema.object([
        .required(
            "items",
            .array(
                of: .object([
                    .required("recording", .uuid, "The recording."),
                    .required("at", .number(0...1e12), "Seconds since its begin."),
                    .required("line", .words, "What the terminal showed."),
                ]), maxCount: 1000), "The lines."),
        .required("complete", .boolean, "Whether all was looked through."),
    ])

    static let vmSSHAccess = Schema.object([
        .required("settings", RequestSchemas.vmSSH, "What was set for this VM."),
        .required("user", .words, "Who logs in."),
        .required("userSource", .oneOf(SSHUserSource.self), "Where that is known from."),
        .required("port", .integer(1...65_535), "Where the guest's ssh server listens."),
        .optional("address", .words, "The guest's address; absent while none is known."),
        .optional("jump", .words, "The host that the way goes through; absent where it is direct."),
        .required("hostKeys", .array(of: .words), "Fingerprints of the host keys that are pinned."),
        .optional("refusedHostKey", .words, "The fingerprint of another key that it showed later."),
        .optional("refusedAt", .time, "When that was."),
    ])

    static let serverSSHKey = Schema.object([
        .required("publicKey", .words, "One line of authorized_keys.")
    ])
}
