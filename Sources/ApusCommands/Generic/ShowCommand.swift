import ApusClient
import ArgumentParser

/// `apus NOUN show`, for every noun.
struct ShowCommand<Row: Noun>: ClientCommand {
    static var configuration: CommandConfiguration {
        CommandConfiguration(
            commandName: "show", abstract: "Show all of one or more \(Row.many).",
            discussion: """
                Examples:
                  apus \(Row.name) show \(Row.example)
                  apus \(Row.name) show \(Row.example) -o yaml
                """, aliases: ["get", "inspect", "info"])
    }

    @Argument(help: ArgumentHelp("Name, number or id.", valueName: Row.name), completion: References.of(Row.collection))
    var refs: [String]

    @OptionGroup var options: OutputOptions
    @OptionGroup(title: "Connection") var connection: ConnectionOptions

    var format: OutputFormat { options.output }

    func run(_ session: Session) async throws {
        var shown: [JSONValue] = []
        for ref in refs { shown.append(try await session.client.show(Row.collection, ref, as: JSONValue.self)) }
        switch format {
        case .json, .yaml: try session.printStructured(shown.count == 1 ? shown[0] : .array(shown))
        case .name: for item in shown { try session.terminal.print(VisibleText.of(Self.handle(item))) }
        case .table, .wide, .csv: try await printDetails(shown, session)
        }
    }

    private func printDetails(_ items: [JSONValue], _ session: Session) async throws {
        let details = Details(
            kind: try await session.kind(Row.name), now: session.now, paint: session.terminal.paint(.output))
        for (index, item) in items.enumerated() {
            if index > 0 { try session.terminal.print("") }
            try session.terminal.print(details.lines(item).joined(separator: "\n"))
        }
    }

    private static func handle(_ item: JSONValue) -> String {
        ["name", "number", "id"].lazy.compactMap { item[$0]?.text }.first ?? "-"
    }
}
