import ApusClient
import ArgumentParser

/// Checks as a person or a program reads them.
struct CheckList {
    var checks: [Check]

    /// Writes the checks.
    /// - Throws: `ExitCode.failure` when one has failed.
    func write(_ terminal: Terminal, _ format: OutputFormat) throws {
        switch format {
        case .json: try terminal.print(Structured.json(checks))
        case .yaml: try terminal.print(Structured.yaml(checks))
        case .name: for check in checks { try terminal.print(VisibleText.of(check.name)) }
        case .table, .wide, .csv:
            try terminal.print(table.lines(headers: false, paint: terminal.paint(.output)).joined(separator: "\n"))
        }
        if checks.contains(where: { $0.state == .failed }) { throw ExitCode.failure }
    }

    private var table: TextTable {
        TextTable(
            columns: [.init(title: "STATE"), .init(title: "CHECK"), .init(title: "DETAIL")],
            rows: checks.map {
                [
                    .init(text: $0.state.rawValue, tone: Self.tone($0.state)), .init(text: $0.name),
                    .init(text: $0.detail),
                ]
            })
    }

    private static func tone(_ state: Check.State) -> Paint.Tone {
        switch state {
        case .ok: .good
        case .warning: .attention
        case .failed: .bad
        }
    }
}
