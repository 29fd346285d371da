import ApusClient
import ApusModel
import ArgumentParser

struct HostInterfacesCommand: ClientCommand {
    static let configuration = CommandConfiguration(
        commandName: "interfaces",
        abstract: "Show a host's own bridges, VLANs, bonds and cards, which guests may join.",
        discussion: """
            Apus never changes them.

            Example:
              apus host interfaces node1
            """, aliases: ["ifaces"])

    @Argument(help: ArgumentHelp("Name, number or id.", valueName: "host"), completion: References.of(.hosts))
    var ref: String

    @OptionGroup var options: OutputOptions
    @OptionGroup(title: "Connection") var connection: ConnectionOptions

    var format: OutputFormat { options.output }

    func run(_ session: Session) async throws {
        try session.printRows(
            try await session.client.interfaces(host: ref),
            titles: ["NAME", "TYPE", "STATE", "MAC", "MTU", "ADDRESSES", "MEMBERS", "NETWORK"],
            nothing: "no interfaces", \.name
        ) { row in
            [
                row.name, row.type, row.state.rawValue, row.mac ?? "-", row.mtu.map { "\($0)" } ?? "-",
                row.addresses.isEmpty ? "-" : row.addresses.joined(separator: ","),
                row.members.isEmpty ? "-" : row.members.joined(separator: ","), row.network ?? "-",
            ]
        }
    }
}

struct HostFilters: ClientCommand {
    static let configuration = CommandConfiguration(
        commandName: "filters", abstract: "Show a host's packet filters, or one with its XML.",
        discussion: """
            Examples:
              apus host filters node1
              apus host filters node1 clean-traffic
            """)

    @Argument(help: ArgumentHelp("Name, number or id.", valueName: "host"), completion: References.of(.hosts))
    var ref: String

    @Argument(help: ArgumentHelp("One filter's name.", valueName: "filter"))
    var filter: String?

    @OptionGroup var options: OutputOptions
    @OptionGroup(title: "Connection") var connection: ConnectionOptions

    var format: OutputFormat { options.output }

    func run(_ session: Session) async throws {
        if let filter {
            let found = try await session.client.filter(filter, host: ref)
            guard !format.isForMachines else { return try session.printResult(found, name: found.name, sentence: "") }
            return try session.terminal.print(VisibleText.ofLines(found.xml ?? ""))
        }
        try session.printRows(
            try await session.client.filters(host: ref), titles: ["NAME", "BROUGHT BY", "ID"], nothing: "no filters",
            \.name
        ) { [$0.name, $0.builtIn ? "libvirt" : "-", $0.id.uuidString.lowercased()] }
    }
}

extension Session {
    /// Writes things that are no table of the server's: whole as JSON or YAML, by name, or as lines.
    func printRows<Row: Encodable>(
        _ rows: [Row], titles: [String], nothing: String, _ name: (Row) -> String, _ cells: (Row) -> [String]
    ) throws {
        switch format {
        case .json, .yaml: return try printStructured(rows)
        case .name: for row in rows { try terminal.print(VisibleText.of(name(row))) }
        case .table, .wide, .csv:
            guard !rows.isEmpty else { return try terminal.note(nothing) }
            let table = TextTable(
                columns: titles.map { .init(title: $0) }, rows: rows.map { cells($0).map { .init(text: $0) } })
            try terminal.print(table.lines(paint: terminal.paint(.output)).joined(separator: "\n"))
        }
    }
}
