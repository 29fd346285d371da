import ApusClient
import ApusModel
import ArgumentParser

struct ImagePull: ClientCommand {
    static let configuration = CommandConfiguration(
        commandName: "pull", abstract: "Have the server fetch a disk image by its URL.",
        discussion: """
            Examples:
              apus image pull https://cloud.debian.org/…/debian-12-generic-amd64.qcow2 --name debian-12 \\
                --sha256sums-url https://cloud.debian.org/…/SHA256SUMS
              apus image pull https://cloud-images.ubuntu.com/…/noble-server-cloudimg-amd64.img --name noble \\
                --sha256sums-url https://…/SHA256SUMS --signature-url https://…/SHA256SUMS.gpg
              apus image pull https://example.org/a.raw --name a --format raw --sha256 0123…
            """)

    @Argument(help: "https://…")
    var url: String

    @Option(help: "The image's name.")
    var name: String

    @Option(
        name: .customLong("format"),
        help: "qcow2, raw, iso, vmdk or vdi (these two become qcow2); by the file's ending, else qcow2.")
    var fileFormat: Image.Format?

    @Option(name: .customLong("sha256"), help: "The SHA-256 the file must have.")
    var sum: String?

    @Option(name: .customLong("sha256sums-url"), help: "A list of checksums that names the file.")
    var sums: String?

    @Option(
        name: .customLong("signature-url"),
        help: ArgumentHelp("The list's OpenPGP signature, or a clear-signed list.", valueName: "url"))
    var signature: String?

    @Option(help: "The host it goes to; else the first that takes uploads.", completion: References.of(.hosts))
    var host: String?

    @Option(help: "The storage pool; the provider's when left away.")
    var pool: String?

    @Option(help: "A name that several versions share.")
    var family: String?

    @Option(help: "Who logs in by ssh in machines made from it.")
    var sshUser: String?

    @OptionGroup var wait: WaitOptions
    @OptionGroup var options: OutputOptions
    @OptionGroup(title: "Connection") var connection: ConnectionOptions

    var format: OutputFormat { options.output }

    func run(_ session: Session) async throws {
        var body = CreateImage(name: name, source: .url)
        body.url = url
        (body.format, body.sha256, body.sha256sumsURL) = (fileFormat ?? .ofEnding(url) ?? .qcow2, sum, sums)
        body.signatureURL = signature
        (body.host, body.pool, body.family) = (host, pool, family)
        body.sshUser = sshUser
        let request = body
        try await session.carryOut([name], wait) { _ in
            try await session.client.pull(request, key: Client.idempotencyKey())
        }
    }
}
