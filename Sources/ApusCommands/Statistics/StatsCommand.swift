import ApusClient
import ApusModel
import ArgumentParser
import FoundationEssentials

/// `apus vm stats` and `apus host stats`.
struct StatsCommand<Row: Noun>: ClientCommand {
    static var configuration: CommandConfiguration {
        CommandConfiguration(
            commandName: "stats", abstract: "Show what one of the \(Row.many) used over time.",
            discussion: """
                Averages of CPU, memory, disk and network. The last hour is known by the measurement, days before it by
                five minutes. A dash is a time of which nothing is known.

                Examples:
                  apus \(Row.name) stats \(Row.example)
                  apus \(Row.name) stats \(Row.example) --since 7d --step 1h
                  apus \(Row.name) stats \(Row.example) -o json
                """)
    }

    @Argument(help: ArgumentHelp("Name or id.", valueName: Row.name), completion: References.of(Row.collection))
    var ref: String

    @Option(help: ArgumentHelp("How far back: 90s, 10m, 1h, 7d.", valueName: "time"))
    var since: TimeSpan = TimeSpan(seconds: 3600)

    @Option(help: ArgumentHelp("How long each row is; chosen to give about a dozen.", valueName: "time"))
    var step: TimeSpan?

    @OptionGroup var options: OutputOptions
    @OptionGroup(title: "Connection") var connection: ConnectionOptions

    var format: OutputFormat { options.output }

    func run(_ session: Session) async throws {
        let from = session.now.addingTimeInterval(-Double(since.seconds))
        let seconds = step?.seconds ?? (format.isForMachines ? nil : max(10, since.seconds / 12))
        let answer = try await session.client.statistics(of: ref, in: Row.collection, from: from, step: seconds)
        switch format {
        case .json, .yaml: try session.printStructured(answer)
        case .table, .wide, .csv, .name:
            let lines = StatisticsTable.of(answer).lines(paint: session.terminal.paint(.output))
            try session.terminal.print(lines.joined(separator: "\n"))
        }
    }
}

/// A length of time as people write it: `90s`, `10m`, `1h`, `7d`; a bare number is seconds.
struct TimeSpan: ExpressibleByArgument, Hashable {
    let seconds: Int

    init(seconds: Int) { self.seconds = seconds }

    init?(argument: String) {
        let digits = argument.prefix { $0.isASCII && $0.isNumber }
        let units = ["": 1, "s": 1, "m": 60, "h": 3600, "d": 86_400, "w": 604_800]
        guard let number = Int(digits), number > 0, let unit = units[String(argument.dropFirst(digits.count))] else {
            return nil
        }
        let (seconds, overflow) = number.multipliedReportingOverflow(by: unit)
        guard !overflow, seconds <= 10 * 366 * 86_400 else { return nil }
        self.seconds = seconds
    }

    var defaultValueDescription: String { seconds % 3600 == 0 ? "\(seconds / 3600)h" : "\(seconds)s" }
}

/// A series as a table, a row for each step.
enum StatisticsTable {
    static func of(_ answer: StatisticsSeries) -> TextTable {
        let measures = Measure.allCases.filter { answer.series[$0.name] != nil }
        let count = measures.compactMap { answer.series[$0.name]?.count }.max() ?? 0
        let rows = (0..<count).map { place in
            let time = answer.start.addingTimeInterval(Double(place) * Double(answer.step))
            return [TextTable.Cell(text: Timestamp.text(of: time).prefix(19).replacing("T", with: " ") + "Z")]
                + measures.map { measure in
                    let values = answer.series[measure.name] ?? []
                    let value = values.indices.contains(place) ? values[place] : nil
                    return TextTable.Cell(
                        text: value.map { text($0, measure) } ?? "-", tone: value == nil ? .faint : .plain)
                }
        }
        let titles = measures.map { TextTable.Column(title: title($0), isRight: true) }
        return TextTable(columns: [.init(title: "TIME")] + titles, rows: rows)
    }

    private static func text(_ value: Double, _ measure: Measure) -> String {
        switch measure {
        case .cpu, .diskReadOps, .diskWriteOps: String((value * 10).rounded() / 10)
        case .memoryUsed, .diskRead, .diskWrite, .netReceive, .netTransmit:
            ByteSize.human(Int64(exactly: value.rounded()) ?? .max)
        }
    }

    private static func title(_ measure: Measure) -> String {
        switch measure {
        case .cpu: "CPU %"
        case .memoryUsed: "MEMORY"
        case .diskRead: "READ/S"
        case .diskWrite: "WRITE/S"
        case .diskReadOps: "READS/S"
        case .diskWriteOps: "WRITES/S"
        case .netReceive: "RECEIVE/S"
        case .netTransmit: "TRANSMIT/S"
        }
    }
}
