import ApusClient
import ArgumentParser
import FoundationEssentials

/// `apus NOUN list`, for every noun.
struct ListCommand<Row: Noun>: ClientCommand {
    static var configuration: CommandConfiguration {
        CommandConfiguration(
            commandName: "list", abstract: "List \(Row.many).",
            discussion: """
                Examples:
                  apus \(Row.name) list
                  apus \(Row.name) list --filter '\(Row.filterExample)' --sort name
                  apus \(Row.name) list -o json
                """, aliases: Row.name == VMNoun.name ? ["ls", "ps"] : ["ls"])
    }

    @OptionGroup var list: ListOptions
    @OptionGroup(title: "Connection") var connection: ConnectionOptions

    var format: OutputFormat { list.output }

    func run(_ session: Session) async throws {
        switch format {
        case .json, .yaml: try await printStructured(session)
        case .csv: try await printCSV(session)
        case .name: try await printNames(session)
        case .table, .wide: try await printTable(session)
        }
    }

    private func printStructured(_ session: Session) async throws {
        let columns = list.named.isEmpty ? [] : try await list.columns(of: session.kind(Row.name)).map(\.name)
        let result = try await session.client.list(Row.collection, list.query(columns))
        try session.printStructured(JSONValue.array(result.items))
    }

    private func printCSV(_ session: Session) async throws {
        let columns = try await list.columns(of: session.kind(Row.name)).map(\.name)
        let data = try await session.client.csv(Row.collection, list.query(columns))
        var text = String(decoding: data, as: UTF8.self)
        if list.noHeaders { text = String(text.drop { !$0.isNewline }.dropFirst()) }
        // Programs get the bytes as they are; a terminal must not be steered by them.
        if session.terminal.surroundings.isOutputTerminal {
            text = VisibleText.ofLines(text.replacing("\r\n", with: "\n"))
        }
        try session.terminal.surroundings.write(.output, text)
    }

    private func printNames(_ session: Session) async throws {
        let handle = try await session.kind(Row.name).handle
        let result = try await session.client.list(Row.collection, list.query([handle]))
        for item in result.items { try session.terminal.print(VisibleText.of(item[handle]?.text ?? "-")) }
    }

    private func printTable(_ session: Session) async throws {
        let columns = try await list.columns(of: session.kind(Row.name))
        let result = try await session.client.list(Row.collection, list.query(columns.map(\.name)))
        guard !result.items.isEmpty else { return try tellEmpty(session) }
        let all = RowTable(columns: columns, now: session.now)
        let table = (format == .wide ? all.withoutEmpty(result.items) : all).table(result.items)
        let lines = table.lines(headers: !list.noHeaders, paint: session.terminal.paint(.output))
        try session.terminal.print(lines.joined(separator: "\n"))
        if result.items.count < result.total {
            try session.terminal.note("\(result.items.count) of \(result.total) rows shown")
        }
    }

    private func tellEmpty(_ session: Session) throws {
        let next = list.filter == nil ? "begin with: \(Row.beginning)" : "none matches the filter"
        try session.terminal.note("no \(Row.many); \(next)")
    }
}
