import ApusClient
import ApusModel
import ArgumentParser

struct VolumeDownload: ClientCommand {
    static let configuration = CommandConfiguration(
        commandName: "download", abstract: "Fetch the bytes of a storage volume to a file of this machine.",
        discussion: """
            A file that is there already is taken for the begin of it and continued.

            Example:
              apus volume download data.raw backup.raw --host node-1 --pool apus
            """)

    @Argument(help: "The volume.")
    var volume: String

    @Argument(help: "The file to write.", completion: .file())
    var file: String

    @OptionGroup var place: VolumeOptions
    @OptionGroup var options: OutputOptions
    @OptionGroup(title: "Connection") var connection: ConnectionOptions

    var format: OutputFormat { options.output }

    func run(_ session: Session) async throws {
        let path = session.terminal.surroundings.path(file)
        try await session.download(place.content(of: volume), to: path, volume)
        try session.printResult(
            ["name": volume, "file": file], name: volume, sentence: "volume \(volume) is in \(file)")
    }
}
