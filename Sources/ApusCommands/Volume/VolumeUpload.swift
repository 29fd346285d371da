import ApusClient
import ApusModel
import ArgumentParser

/// Where a volume is.
struct VolumeOptions: ParsableArguments {
    @Option(help: "The host.", completion: References.of(.hosts))
    var host: String

    @Option(help: "The storage pool.")
    var pool: String

    func content(of volume: String) -> ContentPath { .volume(host: host, pool: pool, volume: volume) }
}

struct VolumeUpload: ClientCommand {
    static let configuration = CommandConfiguration(
        commandName: "upload", abstract: "Write a file of this machine into a storage volume that no VM uses.",
        discussion: """
            Example:
              apus volume upload data.raw data.raw --host node-1 --pool apus
            """)

    @Argument(help: "The volume.")
    var volume: String

    @Argument(help: "The file.", completion: .file())
    var file: String

    @OptionGroup var place: VolumeOptions
    @OptionGroup var options: OutputOptions
    @OptionGroup(title: "Connection") var connection: ConnectionOptions

    var format: OutputFormat { options.output }

    func run(_ session: Session) async throws {
        let file = try LocalFile(reading: session.terminal.surroundings.path(file))
        let bar = TransferBar(session.terminal, "uploading \(volume)")
        defer { bar.clear() }
        let written = try await session.client.upload(file, to: place.content(of: volume)) { bar.show($0, file.size) }
        bar.clear()
        try session.printResult(
            written, name: volume, sentence: "volume \(volume): \(ByteSize.human(written.written)) written")
    }
}
