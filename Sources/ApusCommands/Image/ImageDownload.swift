import ApusClient
import ApusModel
import ArgumentParser

struct ImageDownload: ClientCommand {
    static let configuration = CommandConfiguration(
        commandName: "download", abstract: "Fetch an image that Apus keeps to a file of this machine.",
        discussion: """
            A file that is there already is taken for the begin of it and continued.

            Example:
              apus image download debian-12 debian-12.qcow2
            """)

    @Argument(help: "Name, number or id.", completion: References.of(.images))
    var image: String

    @Argument(help: "The file to write.", completion: .file())
    var file: String

    @OptionGroup var options: OutputOptions
    @OptionGroup(title: "Connection") var connection: ConnectionOptions

    var format: OutputFormat { options.output }

    func run(_ session: Session) async throws {
        let image = try await session.client.show(.images, image, as: Image.self)
        guard image.state == .ready else {
            throw ClientError(.unexpectedAnswer, "The image \(image.name) is \(image.state.rawValue), not ready.")
        }
        let path = session.terminal.surroundings.path(file)
        try await session.download(.image(image.id.uuidString.lowercased()), to: path, image.name)
        let sum = try LocalFile(reading: path).sha256()
        guard image.sha256 == nil || image.sha256 == sum else {
            throw ClientError(
                .badFile, "\(file) is not the image: its SHA-256 is \(sum).", hint: "remove it and try again")
        }
        try session.printResult(image, name: image.name, sentence: "image \(image.name) is in \(file) (sha256 \(sum))")
    }
}

extension Session {
    /// Brings some content to a file, and goes on after a broken connection for as long as bytes come.
    func download(_ content: ContentPath, to path: String, _ words: String) async throws {
        let bar = TransferBar(terminal, "downloading \(words)")
        defer { bar.clear() }
        var (tries, last) = (0, Int64(-1))
        while true {
            let file = try LocalFile(continuing: path)
            (tries, last) = (file.size > last ? 0 : tries, file.size)
            do {
                return try await client.download(content, to: file, bar.show)
            } catch let error where ImageUploadCommand.mayPass(error) && tries < 20 {
                tries += 1
                try await Task.sleep(for: .seconds(1))
            }
        }
    }
}
