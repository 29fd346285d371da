import ApusClient
import ArgumentParser

/// `apus top`: the machines that use most, again and again.
struct TopCommand: ClientCommand {
    static let configuration = CommandConfiguration(
        commandName: "top", abstract: "Show the virtual machines that use most, live.",
        discussion: """
            Begins anew every few seconds until Ctrl-C, and leaves the terminal as it was. Where the output is no terminal,
            it is shown once.

            Examples:
              apus top
              apus top --sort -memoryUsed --limit 5
              apus top --filter 'host = node1' --once
              apus top -o json
            """)

    @Option(help: ArgumentHelp("Only machines that match.", valueName: "filter"))
    var filter: String?

    // `--sort -memory` must not read as a flag.
    @Option(parsing: .unconditional, help: ArgumentHelp("Order: a column, or -column.", valueName: "columns"))
    var sort: String = "-cpuUsage"

    @Option(help: ArgumentHelp("The most rows to show.", valueName: "count"))
    var limit: Int = 20

    @Option(help: ArgumentHelp("How often: 5s, 1m.", valueName: "time"))
    var interval: TimeSpan = TimeSpan(seconds: 5)

    @Flag(help: "Show it once.")
    var once = false

    @OptionGroup var options: OutputOptions
    @OptionGroup(title: "Connection") var connection: ConnectionOptions

    var format: OutputFormat { options.output }

    private static let columns = [
        "name", "host", "cpuUsage", "memoryUsed", "memory", "diskRead", "diskWrite", "netReceive", "netTransmit",
    ]

    func validate() throws {
        if limit < 1 { throw ValidationError("--limit must be at least 1.") }
    }

    func run(_ session: Session) async throws {
        let kind = try await session.kind(VMNoun.name)
        let columns = Self.columns.compactMap { kind.column($0) }
        let isLive = !once && format == .table && session.terminal.surroundings.isOutputTerminal
        guard isLive else { return try await showOnce(columns, session) }
        let screen = try Screen(session.terminal.surroundings)
        defer { screen.end() }
        while true {
            try screen.show(lines(try await usage(columns, session), columns, session, Paint(isOn: false)))
            try await Task.sleep(for: .seconds(interval.seconds))
        }
    }

    private func showOnce(_ columns: [Kind.Column], _ session: Session) async throws {
        let result = try await usage(columns, session)
        switch format {
        case .json, .yaml: try session.printStructured(JSONValue.array(result.items))
        case .name: for item in result.items { try session.terminal.print(VisibleText.of(item["name"]?.text ?? "-")) }
        case .table, .wide, .csv:
            let paint = session.terminal.paint(.output)
            try session.terminal.print(lines(result, columns, session, paint).joined(separator: "\n"))
        }
    }

    private func usage(_ columns: [Kind.Column], _ session: Session) async throws -> ListResult {
        let running = filter.map { "state = running, \($0)" } ?? "state = running"
        let query = ListQuery(filter: running, sort: sort, columns: columns.map(\.name), limit: limit)
        return try await session.client.list(.vms, query)
    }

    private func lines(_ result: ListResult, _ columns: [Kind.Column], _ session: Session, _ paint: Paint) -> [String] {
        ["\(result.total) running"]
            + RowTable(columns: columns, now: session.now).table(result.items).lines(paint: paint)
    }
}
