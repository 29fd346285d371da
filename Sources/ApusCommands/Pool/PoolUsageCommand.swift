import ApusClient
import ApusModel
import ArgumentParser

struct PoolUsageCommand: ClientCommand {
    static let configuration = CommandConfiguration(
        commandName: "usage", abstract: "Show what fills a storage pool.",
        discussion: """
            The largest volumes, what VMs that are gone left behind, and what guests may come to take.

            Example:
              apus pool usage apus
            """, aliases: ["df"])

    @Argument(help: ArgumentHelp("Name or id.", valueName: "pool"), completion: References.of(.pools))
    var ref: String

    @OptionGroup var options: OutputOptions
    @OptionGroup(title: "Connection") var connection: ConnectionOptions

    var format: OutputFormat { options.output }

    func run(_ session: Session) async throws {
        let usage = try await session.client.usage(pool: ref)
        switch format {
        case .json, .yaml: try session.printStructured(usage)
        case .name: try session.terminal.print(VisibleText.of(usage.name))
        case .table, .wide, .csv: try session.terminal.print(Self.lines(usage, session).joined(separator: "\n"))
        }
    }

    private static func lines(_ usage: PoolUsage, _ session: Session) -> [String] {
        var lines = [
            "\(usage.name) on \(usage.hostName): \(ByteSize.human(usage.allocation)) of "
                + "\(ByteSize.human(usage.capacity)) taken (\(usage.used) %), \(ByteSize.human(usage.available)) left",
            "\(usage.volumes) volumes; guests may come to take \(ByteSize.human(usage.promised)), "
                + "\(usage.overcommit) times the pool",
        ]
        for (use, share) in usage.shares.sorted(by: { $1.value.allocation < $0.value.allocation }) {
            lines.append("  \(use): \(share.volumes) volumes, \(ByteSize.human(share.allocation))")
        }
        guard !usage.largest.isEmpty else { return lines.map(VisibleText.of) }
        let rows = usage.largest.map { item in
            [
                item.name, ByteSize.human(item.allocation), ByteSize.human(item.capacity), item.use.rawValue,
                item.owner ?? item.usedBy.first ?? "-",
            ].map { TextTable.Cell(text: $0) }
        }
        let columns = ["NAME", "ALLOCATION", "CAPACITY", "USE", "VM"].map { TextTable.Column(title: $0) }
        let table = TextTable(columns: columns, rows: rows).lines(paint: session.terminal.paint(.output))
        return lines.map(VisibleText.of) + table
    }
}
