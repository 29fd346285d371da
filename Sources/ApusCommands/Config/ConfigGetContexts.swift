import ArgumentParser

struct ConfigGetContexts: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "get-contexts", abstract: "List the contexts.",
        discussion: """
            Example:
              apus config get-contexts
            """)

    @OptionGroup var options: OutputOptions

    func run() throws {
        let terminal = Terminal()
        let config = try ConfigFile.read(terminal.surroundings)
        switch options.output {
        case .json: try terminal.print(Structured.json(config))
        case .yaml: try terminal.print(Structured.yaml(config))
        case .name: for name in config.contexts.keys.sorted() { try terminal.print(VisibleText.of(name)) }
        case .table, .wide, .csv: try printTable(config, terminal)
        }
    }

    private func printTable(_ config: ConfigFile, _ terminal: Terminal) throws {
        guard !config.contexts.isEmpty else { return try terminal.note("no contexts; begin with: apus login URL") }
        let rows = config.contexts.sorted { $0.key < $1.key }.map { name, context in
            [name, name == config.current ? "*" : "", context.url, context.tokenFile ?? "-"].map {
                TextTable.Cell(text: $0)
            }
        }
        let columns = ["NAME", "CURRENT", "URL", "TOKEN FILE"].map { TextTable.Column(title: $0) }
        let table = TextTable(columns: columns, rows: rows)
        try terminal.print(table.lines(paint: terminal.paint(.output)).joined(separator: "\n"))
    }
}
