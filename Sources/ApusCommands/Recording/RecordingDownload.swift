import ApusClient
import ApusModel
import ArgumentParser

struct RecordingDownload: ClientCommand {
    static let configuration = CommandConfiguration(
        commandName: "download", abstract: "Fetch a recording to a file of this machine.",
        discussion: """
            The file is asciicast v2: `asciinema play FILE` plays it, too. A file that is there already is continued.

            Example:
              apus recording download web-1-20261121-184012-3f2a web-1.cast
            """)

    @Argument(help: "Name, number or id.", completion: References.of(.recordings))
    var recording: String

    @Argument(help: "The file to write; its id with .cast in this folder when absent.", completion: .file())
    var file: String?

    @OptionGroup var options: OutputOptions
    @OptionGroup(title: "Connection") var connection: ConnectionOptions

    var format: OutputFormat { options.output }

    func run(_ session: Session) async throws {
        let row = try await session.client.show(.recordings, recording, as: Recording.self)
        let target = file ?? row.id.uuidString.lowercased() + ".cast"
        let path = session.terminal.surroundings.path(target)
        try await session.download(.recording(row.id.uuidString.lowercased()), to: path, row.name)
        try session.printResult(row, name: row.name, sentence: "recording \(row.name) is in \(target)")
    }
}
