import ApusModel
import Schema

extension RequestSchemas {
    static let createImage = Schema.object(
        [
            .required("name", .resourceName, "The image's name.", example: "tiny"),
            .optional(
                "path", .string(minLength: 1, maxLength: 1024),
                "Absolute path on the hosts, beneath images.directories.",
                example: "/var/lib/apus/images/tiny.qcow2"),
            .optional("source", .oneOf(CreateImage.Source.self), "`upload` where a client will send the bytes."),
            .optional("url", .string(minLength: 1, maxLength: 2048), "What the server is to fetch; https."),
            .optional(
                "format", .oneOf(Image.Format.self),
                "What the file is; checked against its header. vmdk and vdi become qcow2.",
                default: "qcow2"),
            .optional("host", .reference, "A host to look at the file on, or where its first copy goes."),
            .optional("pool", .resourceName, "Where the copy goes; the provider's pool when absent."),
            .optional("size", .integer(1...(64 << 40)), "Bytes of the file, where they are known."),
            .optional("sha256", .string(minLength: 64, maxLength: 64, rule: .sha256), "SHA-256 of the file."),
            .optional(
                "sha256sumsURL", .string(minLength: 1, maxLength: 2048),
                "A list as sha256sum writes it, that names the file of `url`."),
            .optional(
                "signatureURL", .string(minLength: 1, maxLength: 2048),
                "OpenPGP signature of that list, or a clear-signed list; checked with the keys of images.keyring."),
            .optional("family", .resourceName, "A name that several versions share.", example: "debian-12"),
            .optional("sshUser", RequestSchemas.guestUser, "Who logs in by ssh in machines made from it."),
        ], rules: [.atMostOne(of: ["path", "url"]), sourced, fetched])

    /// Lists and signatures are of what is fetched.
    private static let fetched = ObjectRule("sha256sumsURL and signatureURL need url.") { body in
        guard body["url"] == nil else { return [] }
        return ["sha256sumsURL", "signatureURL"].filter { body[$0] != nil }.map {
            Fault(pointer: "/\($0)", code: Fault.required, message: "needs url")
        }
    }

    /// One place that the bytes come from.
    private static let sourced = ObjectRule("Has path, url, or source: upload.") { body in
        let isUpload = body["source"] == .string("upload")
        let given = [body["path"] != nil, body["url"] != nil, isUpload].filter(\.self).count
        guard given == 1 else {
            return [Fault(pointer: "", code: Fault.required, message: "must have path, url, or source: upload")]
        }
        guard let source = body["source"], !isUpload, body[source == .string("url") ? "url" : "path"] == nil else {
            return []
        }
        return [Fault(pointer: "/source", code: Fault.required, message: "must name what is given")]
    }
}

extension StringRule {
    /// 32 bytes in hexadecimal.
    static let sha256 = StringRule(
        code: "sha256", pattern: "^[0-9A-Fa-f]{64}$", message: "must be 64 hexadecimal digits"
    ) { $0.utf8.count == 64 && $0.utf8.allSatisfy { Character(UnicodeScalar($0)).isHexDigit } }
}

extension ResourceSchemas {
    static let image = Schema.object([
        .required("id", .uuid, "The image's id."), .required("number", .integer(0...Int64.max), "A number for people."),
        .required("name", .words, "Its name."), .required("path", .words, "Absolute path on the hosts."),
        .required("format", .oneOf(Image.Format.self), "What the file is."),
        .required("state", .oneOf(Image.State.self), "Machines are made from what is ready."),
        .optional("virtualSize", .bytes, "Bytes the guest sees."), .optional("size", .bytes, "Bytes of the file."),
        .optional("sha256", .words, "SHA-256 of the file."), .optional("url", .words, "Where it was fetched from."),
        .optional("signedBy", .words, "Fingerprint of the OpenPGP key that signed its checksum."),
        .optional("family", .words, "The name that several versions share."),
        .optional("sshUser", .words, "Who logs in by ssh in machines made from it."),
        .optional("version", .integer(1...Int64.max), "Counts up within the family."),
        .required(
            "copies",
            .array(
                of: .object([
                    .required("host", .uuid, "The host."), .required("pool", .words, "Its pool."),
                    .required("volume", .words, "The volume."), .required("path", .words, "Absolute path there."),
                    .required("state", .oneOf(Image.Copy.State.self), "Whether it is whole."),
                ]), maxCount: 100_000), "Files that Apus made of it."),
        .optional("expiresAt", .time, "When an unfinished upload is given up."),
        .required("usedBy", .array(of: .words, maxCount: 1_000_000), "Names of the machines made from it."),
        .required("createdAt", .time, "When it was added."),
    ])

    static let imageUpload = Schema.object([
        .required("offset", .bytes, "Bytes the host has; the next piece begins here."),
        .optional("size", .bytes, "Bytes that were announced."),
        .optional("expiresAt", .time, "When it is given up."),
    ])

    static let imageRemoval = Schema.object([
        .required("name", .words, "The image."),
        .required("deletes", .array(of: .words, maxCount: 100_000), "Files that go."),
        .required("keeps", .array(of: .words, maxCount: 100_000), "Files that stay."),
        .required("usedBy", .array(of: .words, maxCount: 1_000_000), "Machines made from it."),
    ])

    static let writtenContent = Schema.object([
        .required("written", .bytes, "Bytes that came."), .required("size", .bytes, "Bytes of the file now."),
    ])
}
