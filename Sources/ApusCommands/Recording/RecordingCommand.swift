import ApusClient
import ArgumentParser

enum RecordingNoun: Noun {
    static let name = "recording"
    static let collection = RowCollection.recordings
    static let many = "recordings"
    static let beginning = "apus vm ssh NAME"
    static let example = "web-1-20261121-184012-3f2a"
    static let filterExample = "vm = web-1, started > 2026-11-01"
}

struct RecordingCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "recording", abstract: "What passed terminals: list, search, play.",
        subcommands: [
            ListCommand<RecordingNoun>.self, ShowCommand<RecordingNoun>.self, RecordingPlay.self,
            RecordingSearch.self, RecordingDownload.self, RecordingDelete.self,
        ], aliases: ["recordings"])
}
