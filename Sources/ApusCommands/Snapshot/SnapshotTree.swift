import ApusClient
import ApusModel
import ArgumentParser

struct SnapshotTree: ClientCommand {
    static let configuration = CommandConfiguration(
        commandName: "tree", abstract: "Draw the snapshots of a virtual machine as a tree.",
        discussion: """
            The one that the machine stands on is marked with *.

            Example:
              apus vm snapshot tree web-1
            """)

    @Argument(help: ArgumentHelp("Name or id.", valueName: "vm"), completion: References.of(.vms))
    var ref: String

    @OptionGroup var options: OutputOptions
    @OptionGroup(title: "Connection") var connection: ConnectionOptions

    var format: OutputFormat { options.output }

    func run(_ session: Session) async throws {
        let rows = try await session.client.snapshots(of: ref)
        guard !format.isForMachines else { return try session.printStructured(rows) }
        try session.terminal.print(Self.lines(rows).joined(separator: "\n"))
    }

    /// One line for each snapshot, the older first; one whose parent is unknown counts as a root.
    static func lines(_ rows: [VirtualMachineSnapshot]) -> [String] {
        let names = Set(rows.map(\.name))
        let sorted = rows.sorted { ($0.createdAt ?? .distantPast, $0.name) < ($1.createdAt ?? .distantPast, $1.name) }
        let roots = sorted.filter { row in row.parent.map(names.contains) != true }
        var drawn: Set<String> = []
        return roots.flatMap { root in branch(root, of: sorted, &drawn) }
    }

    private static func branch(
        _ row: VirtualMachineSnapshot, of rows: [VirtualMachineSnapshot], _ drawn: inout Set<String>
    ) -> [String] {
        // What hosts say may be a circle.
        guard drawn.insert(row.name).inserted else { return [] }
        var lines = [VisibleText.of(row.name) + (row.isCurrent ? " *" : "")]
        let children = rows.filter { $0.parent == row.name }
        for (index, child) in children.enumerated() {
            let isLast = index == children.count - 1
            let below = branch(child, of: rows, &drawn)
            for (number, line) in below.enumerated() {
                lines.append((number == 0 ? (isLast ? "└─ " : "├─ ") : (isLast ? "   " : "│  ")) + line)
            }
        }
        return lines
    }
}
