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

    @Option(name: .customLong("format"), help: "What the file is; by the ending .iso or .raw, else qcow2.")
    var fileFormat: Image.Format?

    @Option(help: "The host it goes to; else the first that takes uploads.", completion: References.of(.hosts))
    var host: String?

    @Option(help: "The storage pool; the provider's when left away.")
    var pool: String?

    @Option(help: "A name that several versions share.")
    var family: String?

    @OptionGroup var options: OutputOptions
    @OptionGroup(title: "Connection") var connection: ConnectionOptions

    var format: OutputFormat { options.output }

    func run(_ session: Session) async throws {
        let file = try LocalFile(reading: session.terminal.surroundings.path(file))
        let hashing = TransferBar(session.terminal, "reading \(name)")
        let sum = try file.sha256 { hashing.show($0, file.size) }
        hashing.clear()
        let image = try await send(file, to: try await begin(file, sum, session), session)
        try session.printResult(
            image, name: image.name,
            sentence: "image \(image.name) uploaded (\(ByteSize.human(file.size)), sha256 \(sum))")
    }

    /// The image that this upload fills: the one that was begun with the same file, or a new one.
    private func begin(_ file: LocalFile, _ sum: String, _ session: Session) async throws -> Image {
        var body = CreateImage(name: name, source: .upload)
        (body.format, body.host, body.pool, body.family) = (
            fileFormat ?? .ofEnding(self.file) ?? .qcow2, host, pool, family
        )
        (body.size, body.sha256) = (file.size, sum)
        do {
            return try await session.client.add(body, key: Client.idempotencyKey())
        } catch let problem as Problem where problem.code == ProblemCode.nameTaken.rawValue {
            let known = try await session.client.show(.images, name, as: Image.self)
            guard known.state == .uploading, known.sha256 == sum, known.size == file.size else { throw problem }
            return known
        }
    }

    /// Sends what is missing, and goes on after a broken connection for as long as bytes get through.
    private func send(_ file: LocalFile, to image: Image, _ session: Session) async throws -> Image {
        let bar = TransferBar(session.terminal, "uploading \(name)")
        defer { bar.clear() }
        var (tries, last) = (0, Int64(-1))
        while true {
            do {
                let offset = try await session.client.upload(of: image.id.uuidString.lowercased()).offset
                (tries, last) = (offset > last ? 0 : tries, offset)
                return try await session.client.upload(file, to: image.id.uuidString.lowercased(), from: offset) {
                    bar.show($0, file.size)
                }
            } catch let error where Self.mayPass(error) && tries < 20 {
                tries += 1
                try await Task.sleep(for: .seconds(1))
            }
        }
    }

    /// A server that is being restarted, or still busy with the request that was cut.
    static func mayPass(_ error: any Error) -> Bool {
        if let error = error as? ClientError {
            return [.connectionLost, .cannotConnect, .timeout].contains(error.code)
        }
        return (error as? Problem).map { [423, 429, 503, 504].contains($0.status) || $0.code == "locked" } ?? false
    }
}
