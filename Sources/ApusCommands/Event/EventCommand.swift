import ApusClient
import ApusModel
import ArgumentParser

struct EventCommand: ClientCommand {
    static let configuration = CommandConfiguration(
        commandName: "event", abstract: "Follow changes as they happen, until Ctrl-C.",
        discussion: """
            A connection that breaks is made again, and what was missed is caught up with.

            Examples:
              apus event
              apus event --kind vm,operation
              apus event -o json | jq .item.name
            """, aliases: ["events"])

    @Option(help: ArgumentHelp("Only these nouns, separated by commas; may be repeated.", valueName: "nouns"))
    var kind: [String] = []

    @Option(name: .shortAndLong, help: "table for a line each to read, json for a JSON text on each line.")
    var output: OutputFormat = .table

    @Option(help: ArgumentHelp("Stop after so many events.", valueName: "count"))
    var count: Int?

    @OptionGroup(title: "Connection") var connection: ConnectionOptions

    var format: OutputFormat { output }

    func validate() throws {
        guard output == .table || output == .json else { throw ValidationError("Events come as table or json.") }
        if let count, count < 1 { throw ValidationError("--count must be at least 1.") }
    }

    func run(_ session: Session) async throws {
        let kinds = kind.flatMap { $0.split(separator: ",").map(String.init) }
        let feed = EventFeed(session: session, kinds: kinds)
        try await feed.follow(count: count) { event in try session.terminal.print(EventLine.text(event, session)) }
    }
}

/// One event as one line.
enum EventLine {
    static func text(_ event: ServerSentEvent, _ session: Session) throws -> String {
        guard let change = try? JSONCoding.decode(ChangeEvent<JSONValue>.self, from: .init(event.data.utf8)) else {
            return VisibleText.of(session.format == .json ? event.data : "\(event.event)  \(event.data)")
        }
        guard session.format != .json else { return try Structured.json(change, pretty: false) }
        let item = change.item
        let name = (item?["name"] ?? item?["target"]?["name"])?.text ?? change.id
        let state = item?["state"]?.text ?? ""
        let paint = session.terminal.paint(.output)
        let head = [
            Timestamp.text(of: session.now), DisplayWidth.pad(change.kind, to: 13), change.change.rawValue, name,
        ]
        return head.map(VisibleText.of).joined(separator: "  ") + "  "
            + paint(VisibleText.of(state), CellText.tone(state, "state"))
    }
}
