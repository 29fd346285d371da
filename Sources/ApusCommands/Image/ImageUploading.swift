import ApusClient
import ApusModel
import ArgumentParser

struct ImageUploadCommand: ClientCommand {
    static let configuration = CommandConfiguration(
        commandName: "upload", abstract: "Send a disk image from this machine to a host.",
        discussion: """
            The SHA-256 is computed here and checked there. An upload that was cut goes on where it ended when the same command
            is given again; the server keeps what came for a day.

            Examples:
              apus image upload debian-12.qcow2 --name debian-12
              apus image upload debian.raw --name debian-12-4 --family debian-12 --format raw --host node-1
            """)

    @Argument(help: "The file.", completion: .file())
    var file: String

    @Option(help: "The image's name.")
    var name: String

    @Option(
        name: .customLong("format"),
        help: "qcow2, raw, iso, vmdk or vdi (these two become qcow2); by the file's ending, else qcow2.")
    var fileFormat: Image.Format?

    @Option(help: "The host it goes to; else the first that takes uploads.", completion: References.of(.hosts))
    var host: String?

    @Option(help: "The storage pool; the provider's when left away.")
    var pool: String?

    @Option(help: "A name that several versions share.")
    var family: String?

    @Option(help: "Who logs in by ssh in machines made from it.")
    var sshUser: String?

    @OptionGroup var options: OutputOptions
    @OptionGroup(title: "Connection") var connection: ConnectionOptions

    var format: OutputFormat { options.output }

    func run(_ session: Session) async throws {
        let file = try LocalFile(reading: session.terminal.surroundings.path(file))
        let hashing = TransferBar(session.terminal, "reading \(name)")
        let sum = try file.sha256 { hashing.show($0, file.size) }
        hashing.clear()
        var body = CreateImage(name: name, source: .upload)
        (body.format, body.host, body.pool, body.family) = (
            fileFormat ?? .ofEnding(self.file) ?? .qcow2, host, pool, family
        )
        (body.size, body.sha256, body.sshUser) = (file.size, sum, sshUser)
        let image = try await session.upload(file, as: body)
        try session.printResult(
            image, name: image.name,
            sentence: "image \(image.name) uploaded (\(ByteSize.human(file.size)), sha256 \(sum))")
    }

    /// A server that is being restarted, or still busy with the request that was cut.
    static func mayPass(_ error: any Error) -> Bool {
        if let error = error as? ClientError {
            return [.connectionLost, .cannotConnect, .timeout].contains(error.code)
        }
        return (error as? Problem).map { [423, 429, 503, 504].contains($0.status) || $0.code == "locked" } ?? false
    }
}
