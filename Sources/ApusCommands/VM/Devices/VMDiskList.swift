import ApusClient
import ApusModel
import ArgumentParser

struct VMDiskList: ClientCommand {
    static let configuration = CommandConfiguration(
        commandName: "list", abstract: "List the disks and drives of a virtual machine.",
        discussion: """
            Examples:
              apus vm disk list web-1
              apus vm disk list web-1 -o json
            """, aliases: ["ls"])

    @Argument(help: ArgumentHelp("Name or id.", valueName: "vm"), completion: References.of(.vms))
    var ref: String

    @OptionGroup var options: OutputOptions
    @OptionGroup(title: "Connection") var connection: ConnectionOptions

    var format: OutputFormat { options.output }

    func run(_ session: Session) async throws {
        let disks = try await session.client.show(.vms, ref, as: VirtualMachine.self).disks
        try session.printTable(
            disks, ["TARGET", "DEVICE", "BUS", "SIZE", "FORMAT", "SOURCE"], names: disks.map(\.target),
            rows: disks.map { disk in
                [
                    disk.target, disk.device.rawValue, disk.bus ?? "-", disk.capacity.map(ByteSize.human) ?? "-",
                    disk.format ?? "-", disk.source ?? "-",
                ]
            }, empty: "no disks; begin with: apus vm disk attach \(ref) --size 10G")
    }
}

extension Session {
    /// Writes parts of a thing: whole as JSON or YAML, by name, or as a table.
    func printTable(
        _ values: some Encodable, _ titles: [String], names: [String], rows: [[String]], empty: String
    ) throws {
        switch format {
        case .json, .yaml: try printStructured(values)
        case .name: for name in names { try terminal.print(VisibleText.of(name)) }
        case .table, .wide, .csv:
            guard !rows.isEmpty else { return try terminal.note(empty) }
            let table = TextTable(
                columns: titles.map { .init(title: $0) }, rows: rows.map { $0.map { .init(text: $0) } })
            try terminal.print(table.lines(paint: terminal.paint(.output)).joined(separator: "\n"))
        }
    }
}
