import ApusClient
import ApusModel
import ArgumentParser

struct RecordingSearch: ClientCommand {
    static let configuration = CommandConfiguration(
        commandName: "search", abstract: "Find a text in what terminals showed.",
        discussion: """
            The newest recording comes first. Letters match in either case; colours and cursor movements do not matter.

            Examples:
              apus recording search 'permission denied'
              apus recording search 'rm -rf' --limit 500 -o json
            """, aliases: ["grep"])

    @Argument(help: "The text.")
    var text: String

    @Option(help: ArgumentHelp("The most lines.", valueName: "count"))
    var limit = 100

    @OptionGroup var options: OutputOptions
    @OptionGroup(title: "Connection") var connection: ConnectionOptions

    var format: OutputFormat { options.output }

    func validate() throws {
        guard (1...1000).contains(limit) else { throw ValidationError("--limit must be 1 to 1000.") }
    }

    func run(_ session: Session) async throws {
        let found = try await session.client.searchRecordings(text, limit: limit)
        switch format {
        case .json, .yaml: return try session.printStructured(found)
        case .name:
            for item in found.items { try session.terminal.print(item.recording.uuidString.lowercased()) }
        case .table, .wide, .csv:
            let columns = [
                TextTable.Column(title: "Recording"), .init(title: "At", isRight: true), .init(title: "Line"),
            ]
            let rows = found.items.map { item in
                [item.recording.uuidString.lowercased(), Self.clock(item.at), item.line].map {
                    TextTable.Cell(text: $0)
                }
            }
            guard !rows.isEmpty else { break }
            let lines = TextTable(columns: columns, rows: rows).lines(paint: session.terminal.paint(.output))
            try session.terminal.print(lines.joined(separator: "\n"))
        }
        if !found.complete { try session.terminal.note("not all recordings were looked through; raise --limit") }
        if found.items.isEmpty { try session.terminal.note("no recording shows this text") }
    }

    /// `1:02:03`
    static func clock(_ seconds: Double) -> String {
        let all = Int(min(max(seconds, 0), 1e9))
        let parts = [all / 60 % 60, all % 60].map { $0 < 10 ? "0\($0)" : "\($0)" }
        return "\(all / 3600):" + parts.joined(separator: ":")
    }
}
