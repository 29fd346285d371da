import ArgumentParser
import ChildProgram
import FoundationEssentials
import Placement

/// Runs without a server.
struct PlacementSimulate: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "simulate", abstract: "Replay requests against hosts with any algorithm, without a server.",
        discussion: """
            hosts.json:     [{"name": "node", "count": 100, "cpus": 64, "memory": "256G", "disk": "4T"}]
            requests.json:  [{"cpus": 2, "memory": "4G", "disk": "20G", "count": 500, "tags": ["web"]}]
            Sizes are bytes or have a suffix; figures of hosts are what may be promised. hosts may have labels, and
            requests labels, affinity and antiAffinity.

            One row for each algorithm: the requests in their order (PLACED, REFUSED, USED of the scarcest resource, hosts
            left EMPTY, microseconds for each); USED when random requests met their FIRST REFUSAL; share refused while
            machines come and go at 93 % of the scarcest resource (CHURN); share STRANDED for want of another resource; LARGE slots left;
            and the fewest hosts that hold all (NEEDS, of 11 orders).

            mix is what servers take by that name, with its guard of the last slots for the largest request; a mix of one's
            own names what it wants: mix(pack=0.7,balance=0.3,guard=0.25). external asks --program for each request, as
            placement.program is asked; a request it answers with [] counts as refused, any fault ends the simulation.

            Examples:
              apus placement simulate --hosts hosts.json --requests requests.json --algorithm best-fit,worst-fit
              apus placement simulate --hosts hosts.json --requests requests.json --algorithm mix,external \\
                --program /usr/local/bin/place
              apus placement simulate --hosts hosts.json --requests requests.json --json
            """)

    @Option(help: ArgumentHelp("The hosts.", valueName: "file"))
    var hosts: String

    @Option(help: ArgumentHelp("The requests, in order.", valueName: "file"))
    var requests: String

    @Option(
        help: ArgumentHelp(
            "Names with commas, or mix(pack=0.7,balance=0.3,guard=0.25); all when absent.", valueName: "name,…"))
    var algorithm: String?

    @Option(help: ArgumentHelp("The program of the algorithm external, by absolute path.", valueName: "path"))
    var program: String?

    @Option(help: ArgumentHelp("Makes another run of lots.", valueName: "number"))
    var seed: UInt64 = 1

    @Flag(help: "Print JSON.")
    var json = false

    func run() async throws {
        let terminal = Terminal()
        do {
            let limit = 64 << 20
            let simulation = Simulation(
                hosts: try SimulationFile.hosts(try await InputFile.text(hosts, limit: limit, terminal.surroundings)),
                requests: try SimulationFile.requests(
                    try await InputFile.text(requests, limit: limit, terminal.surroundings)), seed: seed)
            let methods = try SimulationFile.methods(algorithm, largest: simulation.largest, program: try asked())
            var rows: [Simulation.Measures] = []
            for method in methods { rows.append(try await simulation.measure(method)) }
            try terminal.print(json ? Structured.json(rows) : Self.table(rows, terminal.paint(.output)))
        } catch let error as SettingsFault {
            try fail(error, terminal)
        } catch let error as ProgramFault {
            try fail(SettingsFault("The placement program failed: \(error)."), terminal)
        }
    }

    private func fail(_ fault: SettingsFault, _ terminal: Terminal) throws {
        try Report(fault).write(to: terminal, asJSON: json)
        throw ExitCode.failure
    }

    /// What the algorithm external asks.
    private func asked() throws -> Simulation.Method? {
        guard let program else { return nil }
        guard let path = ChildProgram.path(of: program), path.hasPrefix("/") else {
            throw SettingsFault("--program must be the absolute path of a program that can be run.")
        }
        let child = ChildProgram(command: [path], limit: .seconds(10), outputLimit: 64 << 20)
        return .program { question in
            do {
                return try await child.answer(to: question)
            } catch {
                throw ProgramFault("\(error)")
            }
        }
    }

    static func table(_ rows: [Simulation.Measures], _ paint: Paint) -> String {
        let titles = [
            "ALGORITHM", "PLACED", "REFUSED", "USED", "EMPTY", "MEAN µs", "P99 µs", "FIRST REFUSAL", "CHURN",
            "STRANDED",
            "LARGE", "NEEDS",
        ]
        let cells = rows.map { row in
            [
                row.algorithm, "\(row.placed)", "\(row.refused)", DecisionText.figure(row.packing), "\(row.emptyHosts)",
                DecisionText.figure(row.meanMicroseconds), DecisionText.figure(row.slowMicroseconds),
                DecisionText.figure(row.firstRefusal), DecisionText.figure(row.churnRefusals),
                DecisionText.figure(row.stranded), "\(row.largeSlots)", DecisionText.figure(row.compaction),
            ].map { TextTable.Cell(text: $0) }
        }
        let columns = titles.map { TextTable.Column(title: $0, isRight: $0 != "ALGORITHM") }
        return TextTable(columns: columns, rows: cells).lines(paint: paint).joined(separator: "\n")
    }
}
