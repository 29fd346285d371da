import ApusClient
import ApusModel
import ArgumentParser

struct CapacityCommand: ClientCommand {
    static let configuration = CommandConfiguration(
        commandName: "capacity", abstract: "How many more of each instance type fit, also when a host fails.",
        discussion: """
            Each type is counted by itself. With --without the VMs of that host are first placed on the others, the
            largest first, by their sizes, local disks, networks, labels, affinity and anti-affinity; those that fit nowhere
            are told with the rules that refuse the hosts, and the command fails.

            Examples:
              apus capacity
              apus capacity --without node1
            """)

    @Option(help: ArgumentHelp("A host that fails.", valueName: "host"), completion: References.of(.hosts))
    var without: String?

    @OptionGroup var options: OutputOptions
    @OptionGroup(title: "Connection") var connection: ConnectionOptions

    var format: OutputFormat { options.output }

    func run(_ session: Session) async throws {
        let answer = try await session.client.capacity(without: without)
        switch format {
        case .json, .yaml: try session.printStructured(answer)
        case .name: for type in answer.instanceTypes { try session.terminal.print(VisibleText.of(type.instanceType)) }
        default: try session.terminal.print(Self.text(answer, session.terminal.paint(.output)))
        }
        if let failure = answer.without, failure.homeless > 0 { throw ExitCode.failure }
    }

    private static func fate(_ move: EstateCapacity.Failure.Move) -> String {
        if let host = move.to { return "goes to \(host)" }
        return "fits nowhere" + (move.reason.map { " (hosts refused: \($0))" } ?? "")
    }

    static func text(_ answer: EstateCapacity, _ paint: Paint) -> String {
        var lines = [
            "\(answer.open) of \(answer.hosts) hosts take VMs; CPUs \(answer.cpus.allocated) of \(answer.cpus.capacity), "
                + "memory \(ByteSize.human(answer.memory.allocated)) of \(ByteSize.human(answer.memory.capacity))"
        ]
        if let failure = answer.without {
            lines.append("without \(failure.host):")
            lines += failure.machines.map { "  vm \($0.vm) " + Self.fate($0) }
            lines.append(
                "  \(failure.machines.count - failure.homeless) of \(failure.machines.count) VMs fit elsewhere")
        }
        lines = lines.map(VisibleText.of)
        guard !answer.instanceTypes.isEmpty else { return lines.joined(separator: "\n") }
        let rows = answer.instanceTypes.map { type in
            [
                type.instanceType, "\(type.cpus)", ByteSize.human(type.memory), type.disk.map(ByteSize.human) ?? "-",
                "\(type.fit)",
            ].map { TextTable.Cell(text: $0) }
        }
        let columns = ["TYPE", "CPUS", "MEMORY", "DISK", "FIT"].map {
            TextTable.Column(title: $0, isRight: $0 != "TYPE")
        }
        return (lines + TextTable(columns: columns, rows: rows).lines(paint: paint)).joined(separator: "\n")
    }
}
