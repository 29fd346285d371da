import ApusClient
import ArgumentParser

/// `apus top`: the machines that use most, again and again.
struct TopCommand: ClientCommand {
    static let configuration = CommandConfiguration(
        commandName: "top", abstract: "Show the virtual machines that use most, live.",
        discussion: """
            Begins anew every few seconds until Ctrl-C. Where the output is no terminal, it is shown once.

            Examples:
              apus top
              apus top --sort -memoryUsed --limit 5
              apus top --filter 'host = node1' --once
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

    @OptionGroup(title: "Connection") var connection: ConnectionOptions

    var format: OutputFormat { .table }

    private static let columns = [
        "name", "host", "cpuUsage", "memoryUsed", "memory", "diskRead", "diskWrite", "netReceive", "netTransmit",
    ]

    func validate() throws {
        if limit < 1 { throw ValidationError("--limit must be at least 1.") }
    }

    func run(_ session: Session) async throws {
        let kind = try await session.kind(VMNoun.name)
        let columns = Self.columns.compactMap { kind.column($0) }
        let isLive = !once && session.terminal.surroundings.isOutputTerminal
        repeat {
            let text = try await page(columns, session)
            // Home, then each line to its end, then what is below: no flicker.
            try session.terminal.surroundings.write(.output, isLive ? Self.redraw(text) : text + "\n")
            if isLive { try await Task.sleep(for: .seconds(interval.seconds)) }
        } while isLive
    }

    private func page(_ columns: [Kind.Column], _ session: Session) async throws -> String {
        let running = filter.map { "state = running, \($0)" } ?? "state = running"
        let query = ListQuery(filter: running, sort: sort, columns: columns.map(\.name), limit: limit)
        let result = try await session.client.list(.vms, query)
        let table = RowTable(columns: columns, now: session.now).table(result.items)
        let head = "\(result.total) running"
        return ([head] + table.lines(paint: session.terminal.paint(.output))).joined(separator: "\n")
    }

    private static func redraw(_ text: String) -> String {
        "\u{1B}[H" + text.replacing("\n", with: "\u{1B}[K\n") + "\u{1B}[K\n\u{1B}[J"
    }
}
