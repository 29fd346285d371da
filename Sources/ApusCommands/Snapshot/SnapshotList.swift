import ApusClient
import ApusModel
import ArgumentParser

struct SnapshotList: ClientCommand {
    static let configuration = CommandConfiguration(
        commandName: "list", abstract: "List the snapshots of a virtual machine.",
        discussion: """
            Example:
              apus vm snapshot list web-1
            """, aliases: ["ls"])

    @Argument(help: ArgumentHelp("Name or id.", valueName: "vm"), completion: References.of(.vms))
    var ref: String

    @OptionGroup var options: OutputOptions
    @OptionGroup(title: "Connection") var connection: ConnectionOptions

    var format: OutputFormat { options.output }

    func run(_ session: Session) async throws {
        let rows = try await session.client.snapshots(of: ref, JSONValue.self)
        switch format {
        case .json, .yaml: try session.printStructured(JSONValue.array(rows))
        case .name: for row in rows { try session.terminal.print(VisibleText.of(row["name"]?.text ?? "-")) }
        case .table, .wide, .csv: try await printTable(rows, session)
        }
    }

    private func printTable(_ rows: [JSONValue], _ session: Session) async throws {
        guard !rows.isEmpty else {
            return try session.terminal.note("no snapshots; begin with: apus vm snapshot create \(VisibleText.of(ref))")
        }
        let columns = try await session.kind(SnapshotNoun.name).standardColumns.filter { $0.name != "vm" }
        let table = RowTable(columns: columns, now: session.now).table(rows)
        try session.terminal.print(table.lines(paint: session.terminal.paint(.output)).joined(separator: "\n"))
    }
}

struct SnapshotShow: ClientCommand {
    static let configuration = CommandConfiguration(
        commandName: "show", abstract: "Show all of a snapshot.",
        discussion: """
            Example:
              apus vm snapshot show web-1 before-upgrade -o yaml
            """, aliases: ["get", "inspect"])

    @Argument(help: ArgumentHelp("Name or id.", valueName: "vm"), completion: References.of(.vms))
    var ref: String

    @Argument(help: "The snapshot's name.", completion: References.of(.snapshots))
    var name: String

    @OptionGroup var options: OutputOptions
    @OptionGroup(title: "Connection") var connection: ConnectionOptions

    var format: OutputFormat { options.output }

    func run(_ session: Session) async throws {
        let row = try await session.client.snapshot(name, of: ref, JSONValue.self)
        switch format {
        case .json, .yaml: try session.printStructured(row)
        case .name: try session.terminal.print(VisibleText.of(row["name"]?.text ?? "-"))
        case .table, .wide, .csv:
            let kind = try await session.kind(SnapshotNoun.name)
            let details = Details(kind: kind, now: session.now, paint: session.terminal.paint(.output))
            try session.terminal.print(details.lines(row).joined(separator: "\n"))
        }
    }
}
